"""One opportunity: opened for a contact, changed, won or lost, deleted. I9, I10."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import Form, Shown, done, shown, tried
from bot.pages.origin import own_address
from bot.pages.sales.opportunity_form import OpportunityForm, values_of
from bot.pages.site import pages
from bot.pages.whom import card_of
from models.ids import id_in
from models.sales.opportunity import OpportunityState

SAID = {
    OpportunityState.WON.value: "Won. Well done!",
    OpportunityState.LOST.value: "It is lost now. It can be opened again.",
    OpportunityState.OPEN.value: "It is open again.",
}


@pages.route("/contacts/<id:id>/opportunities/new", methods=["GET", "POST"])
def add_opportunity(id: int) -> Shown | Response:
    """With `interaction` in the address it is one that came up there, and one goes back there."""
    card, form = card_of(id), OpportunityForm()
    met = id_in(request.args.get("interaction", ""))
    beside = {"interaction": met} if met else {}
    if form.save("POST", "/opportunities", form.body() | {"contact": id} | beside):
        return done(f"{form.name.data} was added.", _back(id, met))
    return shown("sales/opportunity_form.html", form, card=card, back=_back(id, met))


@pages.route("/opportunities/<id:id>", methods=["GET", "POST"])
def opportunity(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/opportunities/{id}")
    form = OpportunityForm(data=values_of(held.body) | {"version": held.version})
    if form.save("PATCH", f"/opportunities/{id}"):
        return done("Saved.", url_for("pages.opportunity", id=id))
    return shown("sales/opportunity.html", form, opportunity=held.body)


@pages.post("/opportunities/<id:id>/decide")
def decide_opportunity(id: int) -> Response:
    """Won, lost, or open again: `state` of the form says it."""
    state = request.form.get("state", "")
    tried(
        lambda: calling.send("PATCH", f"/opportunities/{id}", {"state": state}),
        SAID.get(state, "Saved."),
    )
    back = own_address(request.form.get("back", ""))
    return redirect(back or url_for("pages.opportunity", id=id), 303)


@pages.route("/opportunities/<id:id>/delete", methods=["GET", "POST"])
def delete_opportunity(id: int) -> Shown | Response:
    found, form = calling.get(f"/opportunities/{id}"), Form()
    if form.save("DELETE", f"/opportunities/{id}", {}):
        back = url_for("pages.contact", id=found["contact"]["id"])
        return done(f"{found['name']} was deleted.", back)
    return shown("sales/opportunity_delete.html", form, opportunity=found)


def _back(contact: int, met: int) -> str:
    """To the interaction or to the contact."""
    endpoint, id = ("pages.interaction", met) if met else ("pages.contact", contact)
    return url_for(endpoint, id=id)
