"""Who can write to the business: a cast that is there from the start, and whoever is added."""

import itertools
import unicodedata

import phonenumbers

from bot.simulator import payloads
from models.simulated import SimulatedCustomer

CAST = (
    # Numbers that Ofcom and the North American plan keep free for fiction.
    ("Dora Lindqvist", "447700900101", None),
    ("Mateo Ruiz", "447700900102", None),
    ("Priya Nair", "12025550134", None),
    ("Yuki Tanaka", "447700900104", "yuki.tan"),
)
MADE_UP = (
    *("Amara Okoye", "Luca Moretti", "Sofia Almeida", "Jonas Weber", "Leila Haddad"),
    *("Tomás Vega", "Hana Suzuki", "Noah Fischer", "Zofia Nowak", "Ravi Menon"),
)
FICTIONAL_PREFIX = "4477009"
TRIES = 10


def everybody() -> list[SimulatedCustomer]:
    """All customers, oldest first; the cast appears on the first call."""
    if SimulatedCustomer.get_or_none(name=CAST[0][0]) is None:
        for name, phone, username in CAST:
            _insert(name, phone, username)
    return list(SimulatedCustomer.select().order_by(SimulatedCustomer.id))


def add(name: str, phone: str | None, username: str | None) -> SimulatedCustomer | None:
    """A new customer, None when phone or username is taken. Who has a username hides the phone."""
    if phone:
        return _insert(name, phone, username)
    # Others may come at the same moment and get the same free number.
    tries = (_insert(name, free_phone(), username) for _ in range(TRIES))
    return next((one for one in tries if one), None)


def make_up(*, hidden: bool) -> SimulatedCustomer | None:
    """Somebody with a made-up name and number; `hidden`: with a username that hides the number."""
    name = _free_name()
    username = _username(name) if hidden else None
    return add(name, None, username)


def add_stranger(phone: str) -> SimulatedCustomer:
    """Somebody whom the business wrote first: an agent's phone, or a contact from a list."""
    parsed = phonenumbers.parse(f"+{phone}")
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    _insert(shown, phone, None)
    return SimulatedCustomer.get(phone=phone)


def person(customer: SimulatedCustomer) -> payloads.Person:
    """The customer as webhooks show them."""
    phone = customer.phone if customer.phone_shared else None
    return payloads.Person(customer.bsuid, customer.name, phone, customer.username)


def free_phone() -> str:
    """A fictional number that nobody here has."""
    taken = {
        row.phone
        for row in SimulatedCustomer.select(SimulatedCustomer.phone).where(
            SimulatedCustomer.phone.startswith(FICTIONAL_PREFIX)
        )
    }
    return next(
        phone
        for phone in (f"{FICTIONAL_PREFIX}{n:05d}" for n in range(200, 99_999))
        if phone not in taken
    )


def _free_name() -> str:
    """The next name that nobody here has; after the last of them they are counted."""
    taken = {name for (name,) in SimulatedCustomer.select(SimulatedCustomer.name).tuples()}
    rounds = (f"{name} {n}" if n > 1 else name for n in itertools.count(1) for name in MADE_UP)
    return next(name for name in rounds if name not in taken)


def _username(name: str) -> str:
    plain = unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def _insert(name: str, phone: str, username: str | None) -> SimulatedCustomer | None:
    rows = (
        SimulatedCustomer.insert(
            name=name,
            phone=phone,
            phone_shared=username is None,
            bsuid=payloads.fresh_bsuid(_country(phone)),
            username=username,
        )
        .on_conflict_ignore()
        .returning(SimulatedCustomer)
        .execute()
    )
    return next(iter(rows), None)


def _country(phone: str) -> str:
    region = phonenumbers.region_code_for_number(phonenumbers.parse(f"+{phone}"))
    return region if region and region.isalpha() else "GB"
