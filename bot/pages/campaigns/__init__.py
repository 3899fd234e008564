"""`/campaigns`: one message to many contacts: written and looked at, sent, watched, stopped."""

from bot.pages.campaigns import ordering, watching
