"""The answer box: what is typed in it, as the API takes it."""

import json
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from bot.pages import calling, templates
from bot.pages.fields import Lines, Text, Words
from bot.pages.forms import Form
from bot.pages.templates import Offer
from bot.whatsapp import files
from models.ids import id_in

KINDS = {"image": "Image", "document": "Document", "video": "Video", "audio": "Audio"}
WITHOUT_WORDS = {"audio"}
"""WhatsApp takes no caption with these."""


def largest_told() -> str:
    """How many bytes are taken of each kind, for a page that says so before a file is sent."""
    return json.dumps(files.LARGEST)


class AnswerForm(Form):
    """Words, or a file with the words as its caption: from the computer, or by its link."""

    class Meta(Form.Meta):
        files = ("file",)

    text = Words("Answer")
    file = FileField("File", description=files.limits_told())
    as_document = BooleanField("Send it as a document, just as it is")
    link = Text("Link to a file", description="Public, so that WhatsApp can fetch it.")
    kind = SelectField(
        "What it is", choices=[SelectChoice(*one) for one in KINDS.items()], default="image"
    )
    reply_to = HiddenField()

    def send(self, path: str) -> bool:
        """Whether it was accepted. A file goes as a form does."""
        if not self.file.data:
            return self.save("POST", path)
        if self.link.data:
            self.file.errors = ["Attach the file, or its link: clear one of them."]
            return False
        sent = {"text": self.text.data, "file": self.file.data, **self._quoting()}
        if self.as_document.data:
            sent["as_document"] = "true"
        return self.accept(lambda: calling.send("POST", path, form=sent))

    def _quoting(self) -> dict[str, int]:
        quoted = id_in(self.reply_to.data or "")
        return {"reply_to": quoted} if quoted else {}

    def body(self) -> dict[str, Any]:
        quoting = self._quoting()
        if not self.link.data:
            return {"text": self.text.data} | quoting
        caption = {"caption": self.text.data} if self.text.data else {}
        return {"content": {"type": self.kind.data, "link": self.link.data} | caption} | quoting

    def _named(self, path: str) -> Field | None:
        """What is wrong with a file is said at its link, everything else at the words."""
        if path == "file":
            at_file: Field = self.file
            return at_file
        found: Field = self.link if path.startswith("content") else self.text
        return found


class TemplateForm(Form):
    """A template that Meta has approved, with what stands in its places."""

    name = Text("Template", validators=[DataRequired("Name a template.")])
    language = Text("Language", default="en", validators=[DataRequired("Name its language.")])
    parameters = Lines(
        "What fills its places",
        description="One a line, in the order of {{1}}, {{2}} …",
    )

    def body(self) -> dict[str, Any]:
        given = {"parameters": self.parameters.data or []}
        return {"template": {"name": self.name.data, "language": self.language.data} | given}

    def _named(self, path: str) -> Field | None:
        return super()._named(path.removeprefix("template.")) or self.name


class ChosenForm(Form):
    """A template that was chosen from WhatsApp's list; its places are fields of their own."""

    chosen = HiddenField()
    offer: Offer

    def body(self) -> dict[str, Any]:
        return {"template": templates.message(self, self.offer.chosen or {})}

    def _named(self, path: str) -> Field | None:
        found: Field | None = self._fields.get(templates.place_of(path))
        return found


def template_form(offer: Offer, **options: Any) -> Form:
    """What is left to be said of the template."""
    if offer.chosen is None:
        return TemplateForm(prefix="template", **options)
    kind = templates.with_places(ChosenForm, offer.chosen)
    form: Form = kind(prefix="template", chosen=offer.key, **options)
    form.offer = offer
    return form


def offered() -> Offer:
    """The address says which is chosen; a form that is sent says it too."""
    if "template-name" in request.form:
        return templates.offer(templates.OTHER)
    return templates.offer(request.form.get("template-chosen") or request.args.get("template", ""))
