"""The words by which somebody wants no more automatic messages, or wants them again, in many
languages, and how each is confirmed (X10). Pure: a text in, what it wants out.

Only a whole message counts: "stop" inside a sentence is conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from models.contact.consent_words.east import EAST
from models.contact.consent_words.language import Language as Language
from models.contact.consent_words.west import WEST
from models.contact.consent_words.world import WORLD
from models.workflow.spelling import simplify, slips

LONGEST = 40
"""Characters beyond which a message is no bare word."""
SLIPPERY = 10
"""Letters from which one slip is forgiven: shorter words lie too close to others (stop, shop)."""


class Demand(StrEnum):
    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True)
class Said:
    demand: Demand
    language: Language

    @property
    def confirmation(self) -> str:
        return self.language.stopped if self.demand is Demand.STOP else self.language.started


def understood(text: str) -> Said | None:
    """What `text` wants, when it is nothing but the word; None for everything else."""
    return _understood(text) if 0 < len(text) <= LONGEST else None


@lru_cache(maxsize=4096)  # Most people say the same few words.
def _understood(text: str) -> Said | None:
    words = simplify(text)
    return WORDS.get(words) or _misspelt(words)


def _misspelt(words: str) -> Said | None:
    """A long word with one slip. "Subscribe" is two slips from "unsubscribe": far enough."""
    if len(words) < SLIPPERY - 1:
        return None
    near = LONG.get(words[0], ())
    return next((said for word, said in near if slips(words, word, 1) <= 1), None)


# The first language that has a word confirms it: "stop" is everybody's, and English.
# Left out: what is also an everyday answer somewhere (seis, acha, dur), and words that end a
# conversation or an order rather than our messages (cancel, quit, end).
LANGUAGES = (*WEST, *EAST, *WORLD)


def _by_word() -> dict[str, Said]:
    found: dict[str, Said] = {}
    for language in LANGUAGES:
        for demand, words in ((Demand.STOP, language.stop), (Demand.START, language.start)):
            for word in words.split(","):
                found.setdefault(simplify(word), Said(demand, language))
    return found


def _long(words: Mapping[str, Said]) -> dict[str, list[tuple[str, Said]]]:
    """The long words for stopping, by their first letter: nobody misses that one."""
    found: dict[str, list[tuple[str, Said]]] = {}
    for word, said in words.items():
        if said.demand is Demand.STOP and len(word) >= SLIPPERY and word.isascii():
            found.setdefault(word[0], []).append((word, said))
    return found


WORDS = _by_word()
LONG = _long(WORDS)
