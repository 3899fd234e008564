"""Interactions as people plan, see and complete them. I1 to I11."""

from bot.pages.interactions import (
    completing,
    editing,
    generating,
    history,
    mine,
    opportunities,
    personal,
    planning,
    record,
)

__all__ = [
    "completing",
    "editing",
    "generating",
    "history",
    "mine",
    "opportunities",
    "personal",
    "planning",
    "record",
]
