"""How long everything is measured: as it should be, or just so that all of it has run once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    rounds: int
    burst: float
    """Seconds of load on the door."""
    messages: int
    """In a drain."""
    jobs: int
    """Messages drained by a job each."""
    stored: int
    """Contacts of a large database; a small one has a thousand, or a tenth of this."""
    rules: int
    open: int
    """Contacts that a sweep of the reminders passes over."""
    due: int
    """Reminders in it."""
    past: int
    """Contacts that reports tell of."""
    replies: int
    pause: float
    """Longest pause between two messages that wait for their reply, in seconds."""
    sustained: float
    steps: int
    """Of the workflow engine in each round."""
    listed: int
    """Contacts whom lists and searches are about."""
    pages: int
    """So often each list is asked for."""
    imported: int
    """Rows of an import."""
    shown: int
    """Contacts in the midst of which pages are looked at."""


FULL = Scale(
    rounds=5,
    burst=3.0,
    messages=4000,
    jobs=300,
    stored=300_000,
    rules=500,
    open=1_000_000,
    due=1000,
    past=1_000_000,
    replies=200,
    pause=1.2,
    sustained=60.0,
    steps=100_000,
    listed=1_000_000,
    pages=60,
    imported=100_000,
    shown=100_000,
)
QUICK = Scale(
    rounds=1,
    burst=0.3,
    messages=60,
    jobs=5,
    stored=600,
    rules=20,
    open=2000,
    due=50,
    past=5000,
    replies=3,
    pause=0.1,
    sustained=1.0,
    steps=500,
    listed=2000,
    pages=2,
    imported=1200,
    shown=2000,
)
