"""Which interactions an agent's calendar shows: their own, of the last months and the next year."""

from datetime import datetime, timedelta

from models.agents.agent import Agent
from models.interactions.card import Card, cards
from models.interactions.interaction import Interaction

BACK, AHEAD = timedelta(days=90), timedelta(days=366)
MOST = 2000
"""The latest of them, should there be more."""


def of(agent: Agent, moment: datetime) -> list[Card]:
    """The soonest first. A contact whom the agent does not see any more is not on the card."""
    shown = Interaction.select().where(
        Interaction.assignee == agent,
        Interaction.starts_at >= moment - BACK,
        Interaction.starts_at < moment + AHEAD,
    )
    latest = shown.order_by(Interaction.starts_at.desc(), Interaction.id.desc()).limit(MOST)
    return cards(list(latest)[::-1], agent)
