"""Texts as words, and questions as what PostgreSQL looks for."""

import pytest

from models.contact.finding import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Émile  O'Brien-Müller", ["emile", "o", "brien", "muller"]),
        ("STRASSE straße ﬁn", ["strasse", "strasse", "fin"]),
        ("İstanbul", ["istanbul"]),
        ("dora@shop.example", ["dora", "shop", "example"]),
        ("snake_case 100%", ["snake", "case", "100"]),
        ("\uff26\uff55\uff4c\uff4c", ["full"]),  # Full width.
        ("Привет, мир", ["привет", "мир"]),
        ("🌸❤️ ok", ["🌸", "❤", "ok"]),
        ("東京tower", ["東京", "京", "tower"]),
        ("% _ - ' \\", []),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_texts_are_cut_and_folded(text: str, found: list[str]) -> None:
    assert words.words(text) == found


def test_names_are_found_by_their_ends_too() -> None:
    assert set(words.with_ends("Dora Maar")) == {"dora", "ora", "maar", "aar"}
    assert list(words.of_number("3460011")) == ["3460011", "460011", "60011", "0011"]


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("dora", "'dora':*"),
        (" Dora  MAAR ", "'dora':* & 'maar':*"),
        ("+34 600-111", "('34':* & '600':* & '111':*) | '34600111':*"),
        ("0600111", "('0600111':*) | '600111':*"),
        ("600111", "'600111':*"),
        ("o'brien \\", "'o':* & 'brien':*"),
        ("東京スカイツリー駅", "'東京スカイツ':* & 'リー駅':*"),
        ("%", None),
    ],
)
def test_questions_ask_for_all_words_by_how_they_begin(asked: str, query: str | None) -> None:
    assert words.query(asked) == query


def test_a_long_question_stays_short() -> None:
    query = words.query(" ".join(str(n) + "a" for n in range(100)))
    assert query is not None
    assert query.count("&") == words.MOST_WANTED - 1
