"""What is known of one language: its words, and how each is confirmed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    stop: str
    """Words and short phrases, with commas between."""
    start: str
    stopped: str
    """Confirms the end and names a word of `start`, in capitals where the script has them."""
    started: str
