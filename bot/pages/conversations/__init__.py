"""Conversations: the list of them, and the room in which one is led. W7."""

from bot.pages.conversations import answering, listing, media, room
