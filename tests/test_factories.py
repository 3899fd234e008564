"""The factories make what they say."""

from itertools import count

import phonenumbers
import pytest

from models.base import database as db
from models.contact import ContactTag, ContactTrait, Identifier
from tests import factories


def test_a_contact_comes_with_a_phone_traits_and_tags(database: None) -> None:
    contact = factories.make_contact(traits={"budget": 5}, tags=["VIP"], status="Lost")
    assert contact.status.closure
    assert ContactTrait.get(ContactTrait.contact == contact).value == 5
    assert ContactTag.select().where(ContactTag.contact == contact).count() == 1
    assert db.transaction_depth() > 0


def test_whoever_comes_late_has_a_phone_too(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long run makes more of them than four digits count."""
    monkeypatch.setattr(factories, "_next", count(123_456))
    phone = Identifier.get(Identifier.contact == factories.make_contact())
    assert phonenumbers.is_valid_number(phonenumbers.parse(f"+{phone.value}"))
