"""`/contacts/ID/erase` and `/contacts/ID/dossier`: what a person may ask for. X19."""

from typing import Any

from flask import Response, url_for
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField, ValidationError

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.site import pages

WORD = "erase"
"""What has to be typed."""


class ErasureForm(Form):
    reason = Text("Why", description="Kept. Write nothing that says who it was.")
    forget = BooleanField("Keep no hash by which their numbers could be recognised later")
    word = Text(f"Type “{WORD}”")

    def validate_word(self, field: Any) -> None:
        if field.data.casefold() != WORD:
            raise ValidationError(f"Type “{WORD}”: this cannot be undone.")

    def query(self) -> dict[str, Any]:
        reason = {"reason": self.reason.data} if self.reason.data else {}
        return {"forget": "true" if self.forget.data else "false", **reason}


@pages.route("/contacts/<id:id>/erase", methods=["GET", "POST"])
def erase_contact(id: int) -> Shown | Answer:
    contact, form = calling.get(f"/contacts/{id}"), ErasureForm()
    if form.accept(lambda: calling.send("DELETE", f"/contacts/{id}", query=form.query())):
        said = "They are erased. What is left in raw deliveries is searched for now."
        return done(said, url_for("pages.contacts"))
    return shown("contacts/erase.html", form, contact=contact)


@pages.get("/contacts/<id:id>/dossier")
def contact_dossier(id: int) -> Response:
    """Everything that is kept about one person, as a file."""
    return calling.file(f"/contacts/{id}/export")
