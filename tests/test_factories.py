"""The factories make what they say."""

from models.base import database as db
from models.contact import ContactTag, ContactTrait
from tests import factories


def test_a_contact_comes_with_a_phone_traits_and_tags(database: None) -> None:
    contact = factories.make_contact(traits={"budget": 5}, tags=["VIP"], status="Lost")
    assert contact.status.closure
    assert ContactTrait.get(ContactTrait.contact == contact).value == 5
    assert ContactTag.select().where(ContactTag.contact == contact).count() == 1
    assert db.transaction_depth() > 0
