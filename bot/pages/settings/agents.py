"""`/settings/agents`: who works here, and who is there now; add and change them. R5, X1, X3.

Their hours and leave are in agent_times.py, how they stop in agent_stop.py.
"""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField

from bot.pages import calling
from bot.pages.fields import MaybeText, Number, Text
from bot.pages.forms import Form, Shown, done, shown
from bot.pages.session import me
from bot.pages.settings import agent_stop
from bot.pages.site import pages
from bot.pages.zones import zones
from models.agents.agent import Role
from models.assignment import capacity, seats
from models.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Colleague:
    agent: dict[str, Any]
    teams: list[str]
    why_not: str | None
    """Why nobody is given to them now."""
    held: int
    """Open contacts."""


class AgentForm(Form):
    name = Text("Name")
    email = Text("Email", description="They sign in with it, and notices go there.")
    role = SelectField("Role")
    contacts = SelectField("What becomes of their open contacts", default="")
    whatsapp = MaybeText(
        "WhatsApp number", description="With the country code. Notices go there, too."
    )
    timezone = SelectField(
        "Time zone", description="Of their hours, leave and quiet hours.", validate_choice=False
    )
    capacity = Number(
        "Capacity",
        description="So many open contacts are given to them at most; empty: any number.",
    )
    weight = Number("Weight", description="1 to 10: with 2 they get twice as many as with 1.")
    password = PasswordField(
        "Password",
        description="10 characters or more; they can change it. Left empty, they cannot sign in "
        "yet, or keep what they have.",
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.role.choices = [(one.value, one.value.replace("_", " ").capitalize()) for one in Role]
        ours = f"The organisation's: {Catalogue.current().organisation.timezone}"
        own = str(self.timezone.object_data or "")
        self.timezone.choices = [("", ours), *((one, one) for one in zones(own))]

    def body(self) -> dict[str, Any]:
        """Empty, the password stays as it is, and nothing is said of contacts."""
        given = super().body() | {"timezone": self.timezone.data or None}
        unsaid = {name for name in ("password", "contacts") if not given.get(name)}
        return {name: value for name, value in given.items() if name not in unsaid}


@pages.get("/settings/agents")
def agents() -> str:
    every = calling.every("/agents")
    ids = [one["id"] for one in every]
    teams, found, held = _teams(), seats.of_agents(ids), capacity.open_contacts(ids)
    rows = [
        Colleague(one, teams.get(one["id"], []), found[one["id"]].why_not, held.get(one["id"], 0))
        for one in every
    ]
    rows.sort(key=lambda row: (not row.agent["active"], row.agent["name"].casefold()))
    return render_template("settings/agents.html", rows=rows)


@pages.route("/settings/agents/add", methods=["GET", "POST"])
def add_agent() -> Shown | Response:
    form = AgentForm(data={"role": Role.SALES_AGENT.value, "weight": 1})
    del form.contacts
    if form.save("POST", "/agents"):
        return done(f"{form.name.data} works here now.", url_for("pages.agents"))
    return shown("settings/agent.html", form, agent=None)


@pages.route("/settings/agents/<id:id>", methods=["GET", "POST"])
def edit_agent(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/agents/{id}")
    form = AgentForm(data=held.body | {"version": held.version})
    form.contacts.choices = [("", "Choose"), *agent_stop.fates(held.body, keep=False)]
    if id == me().id:
        del form.password  # The own one needs the present one: /me/password asks for it.
    if form.save("PATCH", f"/agents/{id}"):
        return done(f"{form.name.data} is saved.", url_for("pages.agents"))
    return shown("settings/agent.html", form, agent=held.body)


@pages.post("/settings/agents/<id:id>/restart")
def restart_agent(id: int) -> Response:
    agent = calling.send("PATCH", f"/agents/{id}", {"active": True})
    return done(f"{agent['name']} works here again.", url_for("pages.edit_agent", id=id))


def _teams() -> dict[int, list[str]]:
    """By agent, the names of their teams."""
    found: dict[int, list[str]] = {}
    for team in calling.every("/teams"):
        for member in team["members"]:
            found.setdefault(member["id"], []).append(team["name"])
    return found
