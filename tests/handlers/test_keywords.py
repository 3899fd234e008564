"""Words that start a workflow, however they are written (W3)."""

import pytest

from bot.simulator import items
from models.workflow.tables import Run
from tests.handlers.talking import keyword, started, workflow
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.mark.parametrize(
    "text",
    [
        "offer", "Offer", "OFFER!", "an offer please", "¿offer?", "offer,price", "(offer)",
        "angebot öffnen", "Angebot  ÖFFNEN", "STRASSE", "straße", "cafe\u0301", "CAFÉ",
        "c++", "I like C++.", "цена?", "السعر كم", "ｏｆｆｅｒ",  # noqa: RUF001
    ],
)  # fmt: skip
def test_a_keyword_is_heard_as_a_word_of_its_own_in_any_case(text: str) -> None:
    words = ("offer", "Öffnen", "Straße", "Café", "C++", "цена", "السعر")
    workflow("Offer", keyword(*words))
    dora = Customer().says(text)
    assert started(dora) == ["Offer"]


@pytest.mark.parametrize("text", ["offers", "coffer", "of fer", "off", "", "🎁", "offer_price"])
def test_a_part_of_a_word_is_no_keyword(text: str) -> None:
    workflow("Offer", keyword("offer"))
    assert started(Customer().says(text)) == []


def test_a_keyword_of_two_words_is_heard_however_they_are_spaced() -> None:
    workflow("Offer", keyword("price list"))
    assert started(Customer().says("Your PRICE \n LIST please")) == ["Offer"]


def test_a_keyword_in_a_caption_or_on_a_button_counts() -> None:
    workflow("Offer", keyword("offer"))
    assert started(Customer().sends(items.media("image", "is this the offer?"))) == ["Offer"]
    assert started(Customer().sends(items.template_button("Offer", "x"))) == ["Offer"]


def test_a_keyword_starts_again_when_the_run_is_over() -> None:
    workflow("Offer", keyword("offer"))
    dora = Customer().says("offer").says("M").says("offer")
    assert started(dora) == ["Offer", "Offer"]
    assert Run.select().where(Run.contact == dora.contact).count() == 2


def test_a_keyword_within_a_run_is_an_answer() -> None:
    workflow("Offer", keyword("offer"))
    dora = Customer().says("offer").says("offer")
    assert started(dora) == ["Offer"]
    assert dora.traits == {"Offer": "offer"}
