"""Meta's Graph API for the tests of this folder."""

from tests.bot.whatsapp.graph import graph as graph
