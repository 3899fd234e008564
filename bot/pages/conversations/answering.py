"""Writing to a contact from the conversation. What was refused is shown as it was typed. W7."""

from typing import Any

from flask import redirect, url_for

from bot.pages.conversations.forms import AnswerForm, offered, template_form
from bot.pages.conversations.room import room
from bot.pages.site import pages

FORMS: dict[str, Any] = {
    "messages": lambda: AnswerForm(),
    "template": lambda: template_form(offered()),
}


@pages.post("/conversations/<id:id>/<any(messages,template):what>")
def answer(id: int, what: str) -> Any:
    form, path = FORMS[what](), f"/contacts/{id}/messages"
    if form.send(path) if what == "messages" else form.save("POST", path):
        return redirect(url_for("pages.conversation", id=id), 303)
    return room(id, **{what: form}), 422
