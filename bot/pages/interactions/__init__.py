"""Interactions as people plan, see and complete them. I1 to I11."""

from bot.pages.interactions import (
    chances,
    completing,
    editing,
    generating,
    mine,
    personal,
    planning,
    record,
)

__all__ = [
    "chances",
    "completing",
    "editing",
    "generating",
    "mine",
    "personal",
    "planning",
    "record",
]
