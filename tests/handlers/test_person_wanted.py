"""What asks for a person, and what only has such a word in it (X11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.person_wanted import LONGEST, wanted_in
from models.settings.organisation import HAND_OVER_WORDS


@pytest.mark.parametrize(
    "text",
    [
        "agent",
        "AGENT!!",
        "  Agent 🙏 ",
        "\uff41\uff47\uff45\uff4e\uff54",
        "ágent",
        "real person",
        "I want to talk to an agent",
        "can I speak to a real person?",
        "human agent please",
        "Quiero hablar con una persona",
        "quiero hablar con una persona real, por favor",
        "falar com atendente",
        "Je voudrais parler à un conseiller",
        "Ich möchte mit einem Mitarbeiter sprechen",
        "أريد التحدث مع موظف",
        "मुझे एजेंट से बात करनी है",
        "人工",
        "转人工",
        "我要人工客服",
    ],
)
def test_a_person_is_asked_for(text: str) -> None:
    assert wanted_in(text, HAND_OVER_WORDS) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "please",
        "real",
        "👍",
        "no agent",
        "no human please",
        "are you human",
        "1 person",
        "2 persons",
        "agent smith",
        "I am a real estate agent",
        "how do I become an agent?",
        "the person who called me yesterday",
        "I need insurance for one person",
        "un agente inmobiliario",
        "agent " * 20,
        "I want to talk to an agent" + "!" * LONGEST,
    ],
)
def test_a_word_in_a_sentence_asks_for_nobody(text: str) -> None:
    assert wanted_in(text, HAND_OVER_WORDS) is None


def test_the_words_are_the_organisations_own() -> None:
    assert wanted_in("talk to Rosa", ("Rosa",)) == "rosa"
    assert wanted_in("agent", ("Rosa",)) is None
    assert wanted_in("agent", ()) is None
    assert wanted_in("c++ (senior)", ("C++ (senior)",)) == "c senior"


def test_a_word_that_itself_only_asks_is_still_found() -> None:
    assert wanted_in("Help!", ("help",)) == "help"


def test_words_that_hold_each_other_cost_no_more() -> None:
    """Every way to read forty words as one or two at a time would take hours."""
    words = ("x", "x x")
    assert wanted_in("x " * 39 + "y", words) is None
    assert wanted_in("x " * 39 + "x", words) is not None


@given(st.text(max_size=120), st.lists(st.text(min_size=1, max_size=40), max_size=5))
def test_no_text_and_no_word_is_too_strange(text: str, words: list[str]) -> None:
    found = wanted_in(text, tuple(words))
    assert found is None or found
