"""What the fields of a form say, in the values that the text of a step has: nothing for what they
leave open."""

from collections.abc import Callable
from typing import Any

import wtforms

from models.workflow.source import resolved

Values = dict[str, Any]


def _words(name: str) -> Callable[[wtforms.Form], Any]:
    return lambda form: form[name].data


def _meant(name: str) -> Callable[[wtforms.Form], Any]:
    """A number where it is one."""
    return lambda form: resolved(form[name].data or "")


def _several(name: str) -> Callable[[wtforms.Form], Any]:
    def made(form: wtforms.Form) -> Any:
        found = [one.strip() for one in (form[name].data or "").split(",") if one.strip()]
        return found[0] if len(found) == 1 else found

    return made


def _mapped(name: str) -> Callable[[wtforms.Form], Any]:
    def made(form: wtforms.Form) -> Values:
        pairs = [
            line.partition(":") for line in (form[name].data or "").splitlines() if line.strip()
        ]
        return {key.strip(): resolved(value.strip()) for key, _, value in pairs}

    return made


def leads(exit: str | None, to: str | None) -> Values:
    if exit == "person":
        return {"hand_over": True}
    return {"end": True} if exit == "end" else {"go": to or ""} if exit == "step" else {}


def _offered(form: wtforms.Form) -> list[Any]:
    found = (_choice_of(row.form) for row in form["choices"])
    return [one for one in found if one]


def _choice_of(row: wtforms.Form) -> Any:
    """A title alone where that says it all."""
    title, value, about = row["title"].data, row["value"].data, row["description"].data
    more = {"value": "" if value == title else value, "description": about}
    more = {key: one for key, one in more.items() if one}
    return {"title": title, **more} if more else title


def _next(form: wtforms.Form) -> Any:
    found = [way for way in (_branch(row.form) for row in form["next"]) if way]
    plain = len(found) == 1 and set(found[0]) == {"go"}
    return found[0]["go"] if plain else found


def _branch(row: wtforms.Form) -> Values:
    tests = [test for test in (_test(one.form) for one in row["conditions"]) if test]
    when: Values = (
        tests[0] if len(tests) == 1 else {"match": row["match"].data, "conditions": tests}
    )
    return ({"when": when} if tests else {}) | leads(row["exit"].data, row["to"].data)


def _test(row: wtforms.Form) -> Values:
    subject, op, value = row["subject"].data, row["op"].data, resolved(row["value"].data or "")
    if not subject:
        return {}
    found: Values = {"trait": row["trait"].data} if subject == "trait" else {}
    if op in ("set", "not_set"):
        return {**found, "op": op} if found else {"field": subject, "op": op}
    if found:
        return {**found, **({"op": op} if op not in ("", "is") else {}), "value": value}
    return {subject: value, **({"op": op} if op not in ("", "is") else {})}


MADE: dict[str, Callable[[wtforms.Form], Any]] = {
    "kind": _words("kind"),
    "choices": _offered,
    "button": _words("button"),
    "min": _meant("min"),
    "max": _meant("max"),
    "set": _words("set"),
    "fields": _mapped("fields"),
    "retries": _meant("retries"),
    "otherwise": lambda form: leads(form["otherwise_exit"].data, form["otherwise_to"].data),
    "tag": _several("tag"),
    "untag": _several("untag"),
    "status": _words("status"),
    "source": _words("source"),
    "state": _words("state"),
    "traits": _mapped("traits"),
    "hand_over": lambda form: form["hand_over"].data or None,
    "next": _next,
}
"""In the order in which a step is written."""
KEYS = ("ask", "say", *MADE)
