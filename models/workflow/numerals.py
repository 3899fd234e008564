"""Reads one number out of a typed answer, as people in many countries write it.

More than one number, or one that can be read in two ways, is none.
"""

import re
import unicodedata
from decimal import Decimal

READ_LIMIT = 200
LARGEST = Decimal(10) ** 15


def read_number(text: str) -> int | float | None:
    """The number in `text`: "1,500", "1.500,50", "2k", "€ 1.200", "about 300"."""
    found = list(NUMBER.finditer(_plain(text[:READ_LIMIT])))
    if len(found) != 1:
        return None
    match = found[0]
    figures, factor = _figures(match["figures"].rstrip(".,'")), _factor(match["unit"])
    if figures is None or factor is None or not _begins(match["before"]):
        return None
    number = figures * factor * (-1 if match["sign"] in ("-", "\u2212") else 1)
    if abs(number) > LARGEST:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


MARKS = str.maketrans({"\u066b": ".", "\u066c": ",", "\u2019": "'", "\u00a0": " ", "\u202f": " "})


def _plain(text: str) -> str:
    """`text` with digits and separators of any script in ASCII."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    return "".join(_digit(char) for char in text)


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


NUMBER = re.compile(
    r"(?P<before>[^\W\d_]*)(?P<sign>(?<![\w.,])[-+\u2212])?"
    r"(?P<figures>\d(?:[\d.,']| (?=\d{3}(?!\d)))*)"
    r"(?P<unit>\s?[^\W\d_]+)?"
)
CURRENCIES = "rs inr usd eur gbp chf r us s aed sar mxn brl cop ars clp pen ngn zar kes"


def _begins(before: str) -> bool:
    """Letters glued to a number make it part of a word, but for currencies."""
    return not before or before.casefold() in CURRENCIES.split()


GROUPED = re.compile(
    r"(?P<first>\d{1,3})(?P<by>[ ',.])\d{3}(?:(?P=by)\d{3})*(?P<rest>(?!(?P=by))[.,]\d+)?"
)
INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
BROKEN = re.compile(r"\d+[.,]\d+")
FIGURES_LIMIT = 30


def _figures(text: str) -> Decimal | None:
    if len(text) > FIGURES_LIMIT:
        return None
    if text.isdigit():
        return Decimal(text)
    grouped = GROUPED.fullmatch(text)
    if grouped and not grouped["first"].startswith("0"):
        rest = grouped["rest"] or ""
        whole = re.sub(r"\D", "", text[: len(text) - len(rest)])
        return Decimal(whole + rest.replace(",", "."))
    if INDIAN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", ".")) if BROKEN.fullmatch(text) else None


FACTORS = {
    100: "hundred",
    1_000: "k mil thousand thousands tausend tsd mille mila hazar",
    100_000: "lakh lakhs lac lacs",
    1_000_000: "million millions millon millones milhao milhoes millionen milioni mn mio mln",
    10_000_000: "crore crores cr",
    1_000_000_000: "billion billions bn milliard milliards milliarden mrd",
}
UNITS = {word: factor for factor, words in FACTORS.items() for word in words.split()}
UNSURE = {"m"}
"""Millions to some, metres to others."""


def _factor(unit: str | None) -> int | None:
    word = unicodedata.normalize("NFKD", (unit or "").strip().casefold())
    word = "".join(char for char in word if not unicodedata.combining(char))
    return None if word in UNSURE else UNITS.get(word, 1)
