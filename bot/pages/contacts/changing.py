"""`/contacts/change`: one change of many contacts; how many is shown before. How far it is
shows /jobs. C2."""

from typing import Any

from flask import redirect, render_template, url_for

from bot.pages.contacts.asked import as_json, asked
from bot.pages.contacts.change_form import ChangeForm
from bot.pages.contacts.chips import chips
from bot.pages.contacts.counting import counted
from bot.pages.site import pages


@pages.route("/contacts/change", methods=["GET", "POST"])
def change_contacts() -> Any:
    wanted = asked().plain
    form = ChangeForm()
    body = {"filter": as_json(wanted.filter), "changes": form.body()}
    if form.save("POST", "/contacts/change", body):
        return redirect(url_for("pages.job", id=form.answer["id"]), 303)
    page = render_template(
        "contacts/change.html",
        form=form,
        found=counted(wanted.filter, form),
        chips=chips(wanted),
        back=wanted.address(),
    )
    return page, 422 if form.form_errors or form.errors else 200
