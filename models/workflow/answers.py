"""Understands what a contact sent as the answer to a question: a value, or a reason to ask again.

Total: whatever was sent, of whatever length and script, `read` answers and never raises.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import phonenumbers

from models.workflow.choosing import pick
from models.workflow.dates import read_date
from models.workflow.graphemes import cut_before
from models.workflow.limits import TEXT_LIMIT
from models.workflow.numerals import read_number
from models.workflow.outcome import Heard
from models.workflow.step import Choice, Kind, Step
from models.workflow.yes_no import read_yes_no


@dataclass(frozen=True, slots=True)
class Understood:
    """`value` as the trait keeps it, `title` as a person reads it."""

    value: str | int | float | bool
    title: str


@dataclass(frozen=True, slots=True)
class Misunderstood:
    reason: str
    """What would be understood: an English sentence."""
    hint: str = ""
    """The same for any language, where it can be said by signs: ``(≥ 10)``."""


Reading = Understood | Misunderstood


def read(step: Step, heard: Heard, today: date) -> Reading:
    """What `heard` means as the answer to `step`, a question."""
    return READERS[step.kind](step, heard, today)


def chosen(step: Step, choice: Choice) -> Understood:
    """The answer of somebody who took `choice`."""
    if step.kind is Kind.YES_NO:
        return Understood(choice is step.choices[0], choice.title)
    return Understood(choice.value, choice.title)


def _choice(step: Step, heard: Heard, today: date) -> Reading:
    choice = pick(step.choices, heard.text)
    if choice is None:
        return Misunderstood("Please tap one of the options, or type its name.")
    return chosen(step, choice)


def _yes_no(step: Step, heard: Heard, today: date) -> Reading:
    said = read_yes_no(heard.text)
    if said is not None:
        return chosen(step, step.choices[0 if said else 1])
    choice = pick(step.choices, heard.text)
    return Misunderstood("Please answer yes or no.") if choice is None else chosen(step, choice)


UNKEPT = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters: no database keeps them all."""


def _text(step: Step, heard: Heard, today: date) -> Reading:
    text = UNKEPT.sub("", heard.text[: 2 * TEXT_LIMIT]).strip()
    text = text[: cut_before(text, TEXT_LIMIT)].strip()
    return Understood(text, text) if text else Misunderstood("Please answer in writing.")


def _number(step: Step, heard: Heard, today: date) -> Reading:
    number = read_number(heard.text)
    if number is None:
        return Misunderstood("Please send one number, for example 1500.")
    if _between(number, step.min, step.max):
        return Understood(number, str(number))
    return _outside("a number", step.min, step.max)


def _date(step: Step, heard: Heard, today: date) -> Reading:
    day = read_date(heard.text, today)
    if day is None:
        return Misunderstood("Please send a full date, for example 31/12/2026.")
    low, high = (today.isoformat() if at == "today" else at for at in (step.min, step.max))
    if _between(day.isoformat(), low, high):
        return Understood(day.isoformat(), day.isoformat())
    return _outside("a date", low, high)


Bound = int | float | str | None


def _between(value: int | float | str, low: Bound, high: Bound) -> bool:
    """ISO dates compare as their texts do."""
    above = low is None or low <= value  # type: ignore[operator]
    return above and (high is None or value <= high)  # type: ignore[operator]


def _outside(what: str, low: Bound, high: Bound) -> Misunderstood:
    if high is None:
        return Misunderstood(f"Please send {what} from {low} on.", f"(≥ {low})")
    if low is None:
        return Misunderstood(f"Please send {what} up to {high}.", f"(≤ {high})")
    return Misunderstood(f"Please send {what} from {low} to {high}.", f"({low} … {high})")


EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")


def _email(step: Step, heard: Heard, today: date) -> Reading:
    found = {address.casefold(): address for address in EMAIL.findall(heard.text[:1000])}
    address = next(iter(found.values())) if len(found) == 1 else ""
    if not 0 < len(address) <= 254 or UNKEPT.search(address):
        return Misunderstood("Please send one email address, for example name@example.com.")
    return Understood(address, address)


PHONE = re.compile(r"(?:\+|00)?[ ]?\(?\d[\d ().\-/\u00a0]{5,30}\d")
COUNTRY_AND_NUMBER = 11
"""Digits from which a number without + is taken to begin with its country code."""


def _phone(step: Step, heard: Heard, today: date) -> Reading:
    found = PHONE.findall(heard.text[:1000])
    digits = _e164(found[0]) if len(found) == 1 else None
    if digits is None:
        return Misunderstood(
            "Please send a phone number with its country code, for example +34 612 345 678."
        )
    return Understood(digits, f"+{digits}")


def _e164(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    marked = written.lstrip().startswith(("+", "00"))
    try:
        number = phonenumbers.parse("+" + (digits.lstrip("0") if marked else digits))
    except phonenumbers.NumberParseException:
        return None
    if marked:
        fits = phonenumbers.is_possible_number(number)
    else:
        fits = len(digits) >= COUNTRY_AND_NUMBER and phonenumbers.is_valid_number(number)
    return (
        f"{number.country_code}{phonenumbers.national_significant_number(number)}" if fits else None
    )


PAIR = re.compile(r"\s*(-?\d{1,2}\.\d{1,20})\s*[,;\s]\s*(-?\d{1,3}\.\d{1,20})\s*")


def _location(step: Step, heard: Heard, today: date) -> Reading:
    typed = PAIR.fullmatch(heard.text[:100])
    pair = heard.location or ((float(typed[1]), float(typed[2])) if typed else None)
    if pair is None or not all(map(_on_earth, pair, (90, 180))):
        return Misunderstood("Please share your location with the button below.")
    written = ",".join(f"{degrees:.6f}".rstrip("0").rstrip(".") for degrees in pair)
    return Understood(written, written)


def _on_earth(degrees: object, most: int) -> bool:
    # A message's own numbers come from outside and may be anything; NaN is not <= either.
    return isinstance(degrees, int | float) and abs(degrees) <= most


READERS: dict[Kind, Callable[[Step, Heard, date], Reading]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.YES_NO: _yes_no,
    Kind.LOCATION: _location,
    Kind.CHOICE: _choice,
}
