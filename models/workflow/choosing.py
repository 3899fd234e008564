"""Which choice a typed answer means: by title, by number, by a phrase, by close spelling.

Two choices that fit about equally well are none: a wrong guess is worse than asking again.
"""

import re
from collections.abc import Sequence

from models.workflow.spelling import simplify, slips
from models.workflow.step import Choice

READ_LIMIT = 200
PHRASE_WORDS = 10
"""In longer texts a title may stand by chance."""


def pick(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice that `text` means, or None."""
    text = text.strip()[:READ_LIMIT]
    said = simplify(text)
    found = [choice for choice in choices if choice.title.casefold() == text.casefold()]
    for means in (_same, _numbered, _phrase, _near):
        if not found and said:
            found = means(choices, said)
    return found[0] if len(found) == 1 else None


def _same(choices: Sequence[Choice], said: str) -> list[Choice]:
    return [choice for choice in choices if said in (choice.simple, choice.simple_value)]


NUMBERED = re.compile(r"(?:(?:option|opcion|opcao|number|numero|choice|answer|no|nr|n) )?(\d{1,2})")


def _numbered(choices: Sequence[Choice], said: str) -> list[Choice]:
    match = NUMBERED.fullmatch(said)
    if match is None:
        return []
    # Who types 2 where "2 rooms" can be chosen means that, wherever it stands.
    holding = [choice for choice in choices if match[1] in choice.simple.split()]
    at = int(match[1])
    return holding or list(choices[at - 1 : at] if at else ())


NEGATIONS = "no not non none never neither nor nicht kein keine nein ni pas nao dont"


def _phrase(choices: Sequence[Choice], said: str) -> list[Choice]:
    """The title stands in the answer ("the red one please"), or the answer in one title only."""
    words = said.split()
    if len(words) > PHRASE_WORDS or not set(NEGATIONS.split()).isdisjoint(words):
        return []
    heard = _stems(words)
    titles = {choice: _stems(choice.simple.split()) for choice in choices if choice.simple}
    held = {choice: title for choice, title in titles.items() if title in heard}
    if held:
        longest = max(held.values(), key=len)
        return [
            choice for choice, title in held.items() if title == longest or title not in longest
        ]
    return [choice for choice, title in titles.items() if len(said) > 2 and heard in title]


def _stems(words: list[str]) -> str:
    """The words without plural and possessive endings, ready to be looked for in each other."""
    return f" {' '.join(word.rstrip('s') if len(word) > 3 else word for word in words)} "


LONGEST = 60
ALLOWED = ((10, 3), (6, 2), (3, 1), (0, 0))
"""Slips by the least length of a title."""
FARTHEST = 6
DIGITS = re.compile(r"\d")


def _near(choices: Sequence[Choice], said: str) -> list[Choice]:
    """The only title within reach of a few slips, when every other is twice as far."""
    if not 3 <= len(said) <= LONGEST:
        return []
    far = [(slips(said, choice.simple, FARTHEST), choice) for choice in choices]
    best = min(count for count, _ in far)
    near = [choice for count, choice in far if count < 2 * best]
    return near if best <= _allowed(near[0].simple) and _alike(said, near[0].simple) else []


def _allowed(title: str) -> int:
    return next(allowed for size, allowed in ALLOWED if len(title) >= size)


def _alike(said: str, title: str) -> bool:
    """Digits are never slips, and a short word has its length and its first letter."""
    short = len(title) < 4 and (len(said) != len(title) or said[0] != title[0])
    return not short and DIGITS.findall(said) == DIGITS.findall(title)
