"""Interactions as people plan, see and complete them. I1 to I11."""

from bot.pages.interactions import mine
