"""`/contacts/ID/interactions`: what is planned with a contact, and what was done, searched and as a
grid or a list. I11."""

from flask import render_template, request

from bot.pages.session import me
from bot.pages.site import page_number, pages, sought
from bot.pages.whom import card_of
from models.clock import now
from models.interactions.card import cards
from models.interactions.finding import Wanted, found
from models.interactions.interaction import Interaction, Standing
from models.interactions.sight import may_change

SIZE = 24
"""Completed ones on a page."""
PLANNED = 20
LOOKS = ("grid", "list")


@pages.get("/contacts/<id:id>/interactions")
def contact_interactions(id: int) -> str:
    card = card_of(id)
    q = sought()
    look = "list" if request.args.get("view") == "list" else "grid"
    # Whoever sees the contact sees what was agreed with them: nobody is left to be asked.
    done = found(Wanted(state=Standing.COMPLETED, contact=id, q=q or None, sort="-starts_at"), None)
    asked = {"q": q} if q else {}
    return render_template(
        "interactions/history.html",
        card=card,
        planned=cards(_waiting(id), me()),
        done=cards(list(done.paginate(page_number(), SIZE)), me()),
        total=done.count(),
        page=page_number(),
        page_size=SIZE,
        q=q,
        look=look,
        asked=asked | ({"view": look} if look == "list" else {}),
        now=now(),
        may_change=may_change,
    )


def _waiting(id: int) -> list[Interaction]:
    """Soonest first; those that were missed stand before what is to come."""
    rows: list[Interaction] = []
    for state in (Standing.MISSED, Standing.OPEN):
        rows.extend(found(Wanted(state=state, contact=id), None).limit(PLANNED))
    return rows
