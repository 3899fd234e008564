"""What asks for a person, and what only has such a word in it (X11)."""

import pytest

from handlers.wish import LONGEST, wish_in
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
    assert wish_in(text, HAND_OVER_WORDS) is not None


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
def test_a_word_in_a_sentence_is_no_wish(text: str) -> None:
    assert wish_in(text, HAND_OVER_WORDS) is None


def test_the_words_are_the_organisations_own() -> None:
    assert wish_in("talk to Rosa", ("Rosa",)) == "rosa"
    assert wish_in("agent", ("Rosa",)) is None
    assert wish_in("agent", ()) is None
    assert wish_in("c++ (senior)", ("C++ (senior)",)) == "c senior"


def test_a_word_that_itself_only_asks_is_still_found() -> None:
    assert wish_in("Help!", ("help",)) == "help"
