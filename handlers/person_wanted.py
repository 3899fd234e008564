"""Whether a text, taken as a whole, asks for a person: one of the organisation's words, alone or in
a short phrase such as "quiero hablar con una persona". Pure; knows no contact."""

import re
from dataclasses import dataclass
from functools import lru_cache

from models.workflow.spelling import simplify

LONGEST = 80
"""Characters. Who writes more tells a story, in which such a word may stand by chance."""

ASKING_WORDS = (
    "a, an, the, i, id, we, me, my, us, to, for, with, ask, asking, want, wanna, need, would, like",
    "could, can, may, please, pls, plz, let, get, give, have, is, there, any, some, now, just",
    "talk, talking, speak, speaking, chat, contact, connect, call, transfer, switch, reach, put",
    "through, real, live, hi, hello, hey, ok, thanks, thank, you, help, instead, only, someone",
    "hablar, hablo, con, una, un, el, la, al, quiero, quisiera, queria, deseo, necesito, puedo",
    "podria, me, gustaria, por, favor, pasame, paseme, comunicame, comuniqueme, de, hola, gracias",
    "verdad, real, contactar, quero, gostaria, preciso, posso, falar, com, um, uma, o, os, ola",
    "parler, avec, je, veux, voudrais, peux, puis, parlez, un, une, le, l, svp, sil, vous, plait",
    "bonjour, besoin, d, ich, will, mochte, moechte, mit, einem, einer, einen, eine, ein",
    "sprechen, reden, bitte, brauche, kann, hallo, echten, vorrei, voglio, parlare, uno, per",
    "favore, posso, ciao, ik, wil, graag, met, een, spreken, praten, kan, alstublieft, aub, echte",
    "اريد, ابي, ابغى, عايز, ممكن, التحدث, اتحدث, التكلم, اتكلم, اكلم, مع, الى, من, فضلك",
    "मुझे, मैं, से, को, बात, करनी, करना, है, चाहता, चाहती, हूँ, हूं, चाहिए, कृपया, एक, किसी",
    "转, 转接, 转到, 找, 请, 请转, 要, 我要, 我想, 需要, 我需要, 联系, 接",
    "真人, 服务, 的, 帮我, 谢谢, 轉, 請, 需, 我",
)


@dataclass(frozen=True, slots=True)
class Words:
    """An organisation's words, ready to be looked for."""

    simple: frozenset[str]
    bare: frozenset[str]
    """Without the words that only ask: "real person" is "person"."""
    longest: int
    """How many words the longest of them has."""
    unspaced: re.Pattern[str] | None
    """Those of a script that writes without spaces."""


def wanted_in(text: str, words: tuple[str, ...]) -> str | None:
    """What of `text` asks for a person, simplified; None when it does not, as a whole."""
    if len(text) > LONGEST or not words:
        return None
    known, said = _prepared(words), simplify(text)
    if said in known.simple:
        return said
    if known.unspaced is not None:
        said = known.unspaced.sub(r" \g<0> ", said)
    rest = [word for word in said.split() if word not in ASKING]
    return " ".join(rest) if rest and _made_of(rest, known) else None


def _made_of(rest: list[str], known: Words) -> bool:
    """One of the words or several in a row: "human agent"."""
    reached = {0}
    for start in range(len(rest)):
        if start in reached:
            ends = range(start + 1, min(start + known.longest, len(rest)) + 1)
            reached |= {end for end in ends if " ".join(rest[start:end]) in known.bare}
    return len(rest) in reached


@lru_cache(maxsize=8)
def _prepared(words: tuple[str, ...]) -> Words:
    simple = frozenset(filter(None, map(simplify, words)))
    bare = {" ".join(part for part in one.split() if part not in ASKING) or one for one in simple}
    unspaced = [one for one in simple if UNSPACED.fullmatch(one)]
    return Words(
        simple=simple,
        bare=frozenset(bare),
        longest=max((len(one.split()) for one in bare), default=0),
        unspaced=re.compile("|".join(map(re.escape, unspaced))) if unspaced else None,
    )


UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
"""Chinese and Japanese."""

ASKING = frozenset(simplify(word) for line in ASKING_WORDS for word in line.split(","))
"""Words that do nothing but ask, greet and thank, in the languages that customers write in most."""
