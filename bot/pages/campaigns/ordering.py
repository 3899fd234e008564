"""`/campaigns/new`: the message is written, looked at with who gets it, and sent. Whom it is for
stands in the address, as the contacts' page has it."""

from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for

from bot.pages.campaigns.form import CampaignForm, campaign_form
from bot.pages.contacts.asked import as_json, asked
from bot.pages.contacts.chips import chips
from bot.pages.contacts.counting import counted
from bot.pages.forms import done
from bot.pages.site import pages
from models.catalogue import Catalogue
from models.clock import now


@pages.route("/campaigns/new", methods=["GET", "POST"])
def new_campaign() -> Any:
    """Three steps at one address: `do` says what the pressed button wants; `choose` and `edit` only
    show the form anew."""
    wanted, do = asked().plain, request.form.get("do")
    form = campaign_form()
    if request.method == "GET":
        form.name.data = f"Campaign of {_local_now():%-d %b %Y, %H:%M}"
    body = form.ordered(as_json(wanted.filter))
    if do == "preview" and form.save("POST", "/campaigns/preview", body):
        return _looked_at(form, wanted, form.answer)
    if do == "start" and form.save("POST", "/campaigns", body):
        sent = form.answer
        said = f"“{sent['name']}” is on its way to {sent['total']} contacts."
        return done(said, url_for("pages.campaign", id=sent["id"]))
    page = render_template(
        "campaigns/new.html",
        form=form,
        found=counted(wanted.filter, form),
        chips=chips(wanted),
        back=wanted.address(),
        traits=sorted(str(one.name) for one in Catalogue.current().traits.values()),
        zone=Catalogue.current().organisation.timezone,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.form_errors or form.errors else 200


def _looked_at(form: CampaignForm, wanted: Any, preview: dict[str, Any]) -> str:
    """Who gets it and who does not; what was typed goes along."""
    return render_template(
        "campaigns/preview.html",
        form=form,
        typed=_typed(form),
        preview=preview,
        chips=chips(wanted),
        back=wanted.address(),
    )


def _typed(form: CampaignForm) -> list[tuple[str, str]]:
    names = {*form._fields, "choice"} - {"csrf_token"}
    return [(name, one) for name in names for one in request.form.getlist(name)]


def _local_now() -> Any:
    return now().astimezone(ZoneInfo(Catalogue.current().organisation.timezone))
