"""`/settings/agents/ID/stop`: somebody leaves, and it is said what becomes of their open contacts.
X2, X3."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import RadioField

from bot.pages import calling
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.site import pages
from models.agents.parting import Fate
from models.assignment import capacity

Choice = tuple[str, str]


class StopForm(Form):
    contacts = RadioField("What becomes of their open contacts", validate_choice=False)

    def body(self) -> dict[str, Any]:
        fate = {"contacts": self.contacts.data} if self.contacts and self.contacts.data else {}
        return {"active": False} | fate


@pages.route("/settings/agents/<id:id>/stop", methods=["GET", "POST"])
def stop_agent(id: int) -> Shown | Response:
    agent = calling.get(f"/agents/{id}")
    held = capacity.open_contacts([id]).get(id, 0)
    form = StopForm()
    form.contacts.choices = fates(agent)
    if form.save("PATCH", f"/agents/{id}"):
        return done(f"{agent['name']} does not work here any more.", url_for("pages.agents"))
    return shown("settings/stop_agent.html", form, agent=agent, held=held)


def fates(agent: dict[str, Any], keep: bool = True) -> list[Choice]:
    """What can become of the open contacts. `keep`: they may stay with who stops."""
    release = (Fate.RELEASE.value, "Nobody has them, and the rules are tried anew")
    stay = (Fate.KEEP.value, f"They stay with {agent['name']}")
    return [release, *([stay] if keep else []), *_heirs(agent)]


def _heirs(agent: dict[str, Any]) -> list[Choice]:
    sells = {one["role"] for one in calling.every("/roles") if one["sells"]}
    others = [
        one
        for one in calling.every("/agents")
        if one["active"] and one["role"] in sells and one["id"] != agent["id"]
    ]
    return [(one["email"], f"{one['name']} gets them") for one in others]
