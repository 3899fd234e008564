# ruff: noqa: RUF001
"""The bare word and nothing but it, in many languages (X10)."""

import pytest

from models.contact.consent_words import LANGUAGES, Demand, Language, understood
from models.workflow.spelling import simplify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("STOP", "en"),
        ("stop", "en"),
        ("  Stop!!! 🛑", "en"),
        ("ＳＴＯＰ", "en"),
        ("*STOP*", "en"),
        ("Opt-out", "en"),
        ("un-subscribe", "en"),
        ("BAJA", "es"),
        ("Suscripción", None),
        ("SAIR", "pt"),
        ("ARRET", "fr"),
        ("arrêt.", "fr"),
        ("Abmelden", "de"),
        ("basta", "it"),
        ("afmelden", "nl"),
        ("avregistrera", "sv"),
        ("afmeld", "da"),
        ("avmeld", "no"),
        ("LOPETA", "fi"),
        ("wypisz", "pl"),
        ("ODHLÁSIT", "cs"),
        ("dezabonare", "ro"),
        ("leiratkozás", "hu"),
        ("DURDUR", "tr"),
        ("ΔΙΑΚΟΠΗ", "el"),
        ("СТОП", "ru"),
        ("зупинити", "uk"),
        ("إيقاف", "ar"),
        ("ايقاف", "ar"),
        ("הסר", "he"),
        ("बंद", "hi"),
        ("থামুন", "bn"),
        ("berhenti", "id"),
        ("DỪNG", "vi"),
        ("dung", "vi"),
        ("หยุด", "th"),
        ("退订", "zh"),
        ("配信停止", "ja"),
        ("수신거부", "ko"),
    ],
)
def test_the_bare_word_is_understood_however_it_is_spelled(text, language):
    said = understood(text)
    assert (said.language.code if said else None) == language
    assert said is None or said.demand is Demand.STOP


@pytest.mark.parametrize("text", ["unsubcribe", "Unsuscribe", "UNSUBSCIBE!", "abestellen"])
def test_a_slip_in_a_long_word_is_forgiven(text):
    said = understood(text)
    assert said is not None
    assert said.demand is Demand.STOP


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No.",
        "shop",
        "step",
        "stopped",
        "please don't stop",
        "Can you stop by tomorrow?",
        "Where is the bus stop",
        "stop it, you are making me laugh",
        "I want to unsubscribe from the gym, not from you",
        "bestellen",
        "cancel",
        "end",
        "seis",
        "acha",
        "",
        "🛑",
        "!!!",
        "stop " * 20,
        "1",
    ],
)
def test_anything_else_is_conversation(text):
    assert understood(text) is None


@pytest.mark.parametrize("text", ["START", "Subscribe", "ALTA", "voltar", "再開", "старт"])
def test_start_undoes_it(text):
    said = understood(text)
    assert said is not None
    assert said.demand is Demand.START


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_confirmation_says_how_to_undo_it_in_a_word_that_is_understood(language: Language):
    assert _named(language.stopped, language.start)
    assert _named(language.started, language.stop) or "STOP" in language.started
    for demand, words in ((Demand.STOP, language.stop), (Demand.START, language.start)):
        for word in words.split(","):
            said = understood(word.strip())
            assert said is not None, word
            assert said.demand is demand, word


def _named(text: str, words: str) -> bool:
    """Whether one of `words` stands in `text`."""
    return any(simplify(word) in simplify(text) for word in words.split(","))


def test_there_are_many_languages_and_no_word_means_both():
    assert len(LANGUAGES) >= 25
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)
    stops = {simplify(word) for one in LANGUAGES for word in one.stop.split(",")}
    starts = {simplify(word) for one in LANGUAGES for word in one.start.split(",")}
    assert not stops & starts
    assert "" not in stops | starts
