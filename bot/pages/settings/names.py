"""Things that are names and little more: sources, tags, traits. Here is how they are listed, added,
edited and deleted; what is its own of each stands in the module that bears its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.settings import lists
from models.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Names:
    one: str
    """What each is; its views are named after it, and the calls of the API."""
    about: str
    form: type[Form]
    longest: int
    """Characters of a name."""

    @property
    def path(self) -> str:
        return f"/{self.one}s"

    @property
    def address(self) -> str:
        return url_for(f"pages.{self.one}s")

    def listing(self, rows: Sequence[dict[str, Any]], part: str, **paging: Any) -> str:
        return render_template(
            "settings/names.html",
            title=f"{self.one.capitalize()}s",
            about=self.about,
            one=self.one,
            rows=rows,
            q=part,
            **paging,
        )

    def all_with(self, part: str) -> str:
        """Where there are few: all that have this in their name."""
        return self.listing(lists.named(calling.every(self.path), part), part)

    def add(self) -> Shown | Response:
        form = self.form()
        if form.save("POST", self.path):
            return done(f"{form.answer['name']} can be used from now on.", self.address)
        return self._page(form, f"New {self.one}", "Add")

    def edit(self, id: int) -> Shown | Response:
        held = calling.answer("GET", f"{self.path}/{id}")
        form = self.form(data=held.body | {"version": held.version})
        if form.save("PATCH", f"{self.path}/{id}"):
            for warning in form.answer.get("warnings", []):
                flash(f"{warning}.", "warning")
            return done(f"{form.answer['name']} is saved.", self.address)
        return self._page(form, held.body["name"], "Save")

    def delete(
        self,
        thing: Mapping[str, Any],
        form: Form,
        *,
        obstacle: Refusal | None,
        sentences: Sequence[str],
        ways: Sequence[tuple[str, str]] = (),
        query: dict[str, Any] | None = None,
    ) -> Shown | Response:
        """Ask first. `obstacle`: why it cannot be, now; `ways`: where else that can be changed."""
        path = f"{self.path}/{thing['id']}"
        if form.accept(lambda: calling.send("DELETE", path, query=query)):
            return done(f"{thing['name']} is deleted.", self.address)
        return shown(
            "settings/delete.html",
            form,
            name=thing["name"],
            obstacle=obstacle,
            sentences=sentences,
            ways=[*lists.ways(obstacle), *ways],
            back=self.address,
        )

    def _page(self, form: Form, title: str, save: str) -> Shown:
        return name_page(form, title, save, self.longest, self.address)


def name_page(
    form: Form, title: str, save: str, longest: int, back: str, about: str | None = None
) -> Shown:
    """The form of something that is a name. `save`: what its button says; `longest`: characters
    of the name."""
    marks = {"name": {"required": True, "maxlength": longest, "autofocus": True}}
    facts = {"title": title, "save": save, "marks": marks, "back": back, "about": about}
    return shown("settings/form.html", form, **facts)
