"""`/workflows/ID`: the diagram drawn from the definition, the same in words, and how its questions
fare."""

from typing import Any

from flask import render_template, request

from bot.pages import calling
from bot.pages.site import pages
from bot.pages.workflows import diagram, ways
from bot.pages.workflows.boxes import Figures
from bot.pages.workflows.diagram import Part
from bot.pages.workflows.listing import shows_figures
from models.workflow import language
from models.workflow.language import Definition, DefinitionError


@pages.get("/workflows/<id:id>")
def workflow(id: int) -> str:
    found = calling.get(f"/workflows/{id}")
    figures = figures_of(id, found["version"])
    return render_template(
        "workflows/show.html",
        workflow=found,
        saved_by=saved_by,
        figures=figures,
        **drawn(found["definition"], figures),
    )


def figures_of(id: int, version: int) -> dict[str, Any] | None:
    """None for who may not see them."""
    if not shows_figures():
        return None
    found: dict[str, Any] = calling.get(f"/workflows/{id}/figures", {"version": version})
    return found


def saved_by(version: dict[str, Any]) -> str | None:
    """Who saved it, in words; None where the audit does not know."""
    if version["saved_by"]:
        return str(version["saved_by"]["name"])
    actor = version["actor"]
    return OTHERS.get(actor, "a program") if actor else None


OTHERS = {"command": "the command line", "usher": "Usher"}


def drawn(source: str, figures: dict[str, Any] | None) -> dict[str, Any]:
    """What templates/workflows/drawing.html shows of a definition's text: the part that the address
    asks for."""
    try:
        definition = language.parse(source)
    except DefinitionError as error:
        return {"definition": None, "problems": error.problems}
    steps = {one["step"]: one for one in figures["steps"]} if figures else {}
    return {"definition": definition, "problems": []} | _part(definition, steps)


def _part(definition: Definition, figures: Figures) -> dict[str, Any]:
    parts = diagram.parts(definition)
    part = _asked(parts)
    return {
        "parts": parts,
        "part": part,
        "numbers": {name: at for at, name in enumerate(definition.steps, 1)},
        "diagram": diagram.draw(definition, part, figures),
        "of_steps": figures,
        "ways": ways,
    }


def _asked(parts: list[Part]) -> Part:
    """By its number, or by that of a step in it."""
    number, step = (request.args.get(name, 0, type=int) for name in ("part", "step"))
    fits = (one for one in parts if one.number == number or step in one)
    return next(fits, parts[0])
