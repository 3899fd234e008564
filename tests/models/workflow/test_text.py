"""Placeholders filled without a trace of what is missing, and texts merged and cut (X18)."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.conditions.facts import Facts
from models.workflow.template import VALUE_LIMIT, TemplateError, longest
from models.workflow.text import fill, merge

DORA = Facts(name="Dora", traits={"Budget": 1500, "city": "León", "size": 3.0})


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hi {name}!", "Hi Dora!"),
        ("Hi {Name}, {budget} in {CITY}, size {size}", "Hi Dora, 1500 in León, size 3"),
        ("{{name}} {name}", "{name} Dora"),
        ("{{{name}}}", "{Dora}"),
        ("What's your budget, {x}?", "What's your budget?"),
        ("Hi {x}, welcome", "Hi, welcome"),
        ("Hi, {x}, welcome", "Hi, welcome"),
        ("Hello {x}! How are you?", "Hello! How are you?"),
        ("{x}, what's your budget?", "What's your budget?"),
        ("¡Hola {x}!", "¡Hola!"),
        ("¡{x}! Hola", "Hola"),
        ("Thanks ({x}) a lot", "Thanks a lot"),
        ('He said "{x}" to me', "He said to me"),
        ("Hi *{x}*, welcome", "Hi, welcome"),
        ("((({x})))", ""),
        ("one {x} two {x} {x} three", "one two three"),
        ("Your city: {x}.", "Your city."),
        ("Your city: {x}", "Your city"),
        ("Is this {x}'s order?", "Is this order?"),
        ("{x}\n\nHello", "Hello"),
        ("A\n\n{x}\n\nB", "A\n\nB"),
        ("A\n{x}\nB", "A\nB"),
        ("A  B,  {name}", "A  B,  Dora"),
        ("Hi {x} {name}!", "Hi Dora!"),
        ("{x}", ""),
    ],
)
def test_a_missing_value_leaves_no_trace_and_the_rest_stays_as_written(template, expected):
    assert fill(template, DORA) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{city} {{x}} %s", "{city} {{x}} %s"),
        ("two\nlines\tand  gaps", "two lines and gaps"),
        ("a\0b\ud800c\u202ed", "a bcd"),
        ("x" * 500, "x" * 99 + "…"),
        ("é" * 98 + "👨\u200d👩\u200d👧", "é" * 98 + "…"),
        (True, "yes"),
        (1500.5, "1500.5"),
        (Decimal("19.50"), "19.5"),
        pytest.param(10**5000, "", id="huge"),
        (["red", "green"], "red, green"),
        ({"a": 1}, ""),
        (object(), ""),
        (None, ""),
        ("  ", ""),
    ],
)
def test_a_value_is_inserted_as_it_is_on_one_line_and_bounded(value, expected):
    assert fill("<{x}>", Facts(traits={"x": value})) == f"<{expected}>"


def test_a_trait_called_name_goes_before_the_profiles_name():
    """Who was asked for a name is called by it."""
    assert fill("Hi {name}", Facts(name="xX", traits={"name": "Dora"})) == "Hi Dora"


@pytest.mark.parametrize("template", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:9}"])
def test_other_braces_are_refused(template):
    with pytest.raises(TemplateError):
        fill(template, DORA)


PIECES = st.lists(
    st.sampled_from(["{name}", "{x}", "{{", "}}"]) | st.text("aé (*, .?!\n'", max_size=5)
)


@given(PIECES.map("".join), st.text(), st.none() | st.text() | st.integers())
@example("{{" * 3000 + "(" * 3000 + "{x}" + ")" * 3000, "", None)
def test_a_filled_text_is_never_longer_than_foreseen(template, name, value):
    text = fill(template, Facts(name=name, traits={"x": value}))
    assert len(text) <= longest(template)
    assert text == text.strip()


@given(st.text(min_size=1).filter(str.split), st.text(min_size=1).filter(str.split))
def test_values_never_disturb_the_authors_words(name, value):
    filled = fill("One {name} two {x} three", Facts(name=name, traits={"x": value}))
    assert filled.startswith("One ")
    assert filled.endswith("three")
    assert " two " in filled


def test_texts_become_one_message_and_empty_ones_vanish():
    assert merge(["One.", "", "Two."]) == ["One.\n\nTwo."]
    assert merge([]) == merge([""]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b.\n\nc d. e f", ["a b.", "c d. e f"]),
        ("abc def. ghijkl", ["abc def.", "ghijkl"]),
        ("abcdef ghijkl", ["abcdef", "ghijkl"]),
        ("abcdefghijklmn", ["abcdefghij", "klmn"]),
        ("a\n\n" + "b" * 10, ["a\n\nbbbbbbb", "bbb"]),
        ("abcdefgh👨\u200d👩\u200d👧", ["abcdefgh", "👨\u200d👩\u200d👧"]),
        ("abcdefghie\u0301\u0301", ["abcdefghi", "e\u0301\u0301"]),
        ("abcdefghi🇪🇸", ["abcdefghi", "🇪🇸"]),
        ("🇪🇸🇫🇷🇩🇪🇮🇹🇵🇹🇳🇱", ["🇪🇸🇫🇷🇩🇪🇮🇹🇵🇹", "🇳🇱"]),
        ("abcdefghi👍🏽", ["abcdefghi", "👍🏽"]),
    ],
)
def test_a_long_text_is_cut_where_a_reader_would(text, expected):
    assert merge([text], limit=10) == expected


@given(st.lists(st.text("ab \n.!e\u0301👩\u200d", max_size=40)), st.integers(4, 30))
def test_cut_messages_keep_every_word_and_the_limit(texts, limit):
    cut = merge(texts, limit)
    assert all(0 < len(message) <= limit for message in cut)
    assert "".join("".join(cut).split()) == "".join("".join(texts).split())


@given(st.text("ab .\n", min_size=1, max_size=60))
def test_one_and_a_half_limits_always_fit_into_two_messages(text):
    assert len(merge([text], limit=40)) <= 2


def test_a_value_is_as_long_as_a_placeholder_counts():
    assert len(fill("{x}", Facts(traits={"x": "x" * 1000}))) == longest("{x}") == VALUE_LIMIT
