"""A receiver for calls that go out."""

from tests.bot.outgoing.receiver import receiver as receiver  # a fixture
