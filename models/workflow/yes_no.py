"""Reads yes or no in the languages that customers write in most."""

import re

from models.workflow.spelling import simplify

READ_LIMIT = 200
YES_WORDS = (
    "yes, y, yeah, yep, yup, yea, yess, yes please, of course, sure, sure thing, ok, okay, okey",
    "right, correct, absolutely, definitely, certainly, no problem",
    "si, sip, claro, claro que si, por supuesto, vale, dale, de acuerdo, correcto",
    "sim, s, com certeza, isso",
    "oui, ouais, bien sur, daccord",
    "ja, jawohl, klar, natürlich, gerne",
    "certo, certamente, va bene",
    "zeker, jazeker, natuurlijk, graag",
    "نعم, اي, ايوه, ايوا, اجل, اكيد, طبعا, naam, aiwa",
    "हाँ, हां, हा, जी, जी हाँ, जी हां, ठीक है, haan, han, haa, ji, ji haan",
    "da, tak, evet",
)
NO_WORDS = (
    "no, n, nope, nah, no way, not really, not at all, never, no thanks",
    "para nada, claro que no, nunca",
    "não",
    "non, pas du tout",
    "nein, nö, auf keinen fall",
    "nee, niet",
    "لا, كلا, la, laa",
    "नहीं, नही, ना, जी नहीं, nahi, nahin, nai",
    "nie, hayir",
)
SOFT_WORDS = (
    "please, thanks, thank, you, thx, very, much, i, do, would, am, it, is, that, sir, madam",
    "gracias, por, favor, muchas, señor, señora, obrigado, obrigada",
    "merci, beaucoup, sil, vous, plait, danke, bitte, schön, grazie, mille, prego",
    "dank, je, u, wel",
    "شكرا, shukran, धन्यवाद, dhanyavad",
)
YES_MARKS = re.compile("[👍👌✅✔☑🙆]")
NO_MARKS = re.compile("[👎❌✖🚫🙅]")


def read_yes_no(text: str) -> bool | None:
    text = text[:READ_LIMIT]
    words = simplify(text).split()
    if not words:
        return _decided(bool(YES_MARKS.search(text)), bool(NO_MARKS.search(text)))
    return _decided(_says(words, YES), _says(words, NO))


def _decided(yes: bool, no: bool) -> bool | None:
    return None if yes == no else yes


def _phrases(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(simplify(word) for words in languages for word in words.split(","))


YES, NO, SOFT = _phrases(YES_WORDS), _phrases(NO_WORDS), _phrases(SOFT_WORDS)
LONGEST_PHRASE = 4


def _says(words: list[str], phrases: frozenset[str]) -> bool:
    """Whether `words` begin with one of `phrases` and add nothing but politeness or the same again.

    "No idea" is no answer, "no thank you" is.
    """
    for size in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        if " ".join(words[:size]) in phrases:
            return all(word in SOFT or word in phrases for word in words[size:])
    return False
