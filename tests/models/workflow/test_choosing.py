"""Typed answers that match a choice by title, number, phrase or close spelling: a table (W3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.workflow.choosing import pick
from models.workflow.spelling import simplify, slips
from models.workflow.step import Choice

GENDER = ["Men", "Women"]
FASHION = ["Men's fashion", "Women's fashion", "Children"]
ROOMS = ["2 rooms", "3 rooms", "4+ rooms"]
SIZES = ["Small", "Smell", "Shell"]
PLANS = ["Premium", "Premium Plus", "Básico", "👍", "C++", "C#"]
HINDI = ["पुरुष", "महिला"]
ARABIC = ["رجال", "نساء"]


def choice(titles: list[str], answer: str) -> str | None:
    found = pick([Choice(title, f"value {at}") for at, title in enumerate(titles)], answer)
    return found.title if found else None


@pytest.mark.parametrize(
    ("titles", "answer", "expected"),
    [
        (GENDER, "Men", "Men"),
        (GENDER, " WOMEN!! 👗 ", "Women"),
        (GENDER, "1", "Men"),
        (GENDER, "2.", "Women"),
        (GENDER, "2)", "Women"),
        (GENDER, "#2", "Women"),
        (GENDER, "2️⃣", "Women"),
        (GENDER, "option 2", "Women"),
        (GENDER, "Opción 2", "Women"),
        (GENDER, "No. 1", "Men"),
        (GENDER, "٢", "Women"),
        (GENDER, "3", None),
        (GENDER, "0", None),
        (GENDER, "12", None),
        (GENDER, "men's", "Men"),
        (GENDER, "womens please", "Women"),
        (GENDER, "I am looking for women's fashion", "Women"),
        (GENDER, "women or men?", None),
        (GENDER, "not women", None),
        (GENDER, "womne", "Women"),
        (GENDER, "wemen", "Women"),
        (GENDER, "wmen", None),
        (GENDER, "now", None),
        (GENDER, "man", "Men"),
        (GENDER, "hello", None),
        (GENDER, "", None),
        (GENDER, "?!", None),
        (GENDER, "value 1", "Women"),
        (FASHION, "women", "Women's fashion"),
        (FASHION, "mens", "Men's fashion"),
        (FASHION, "fashion", None),
        (FASHION, "kids", None),
        (FASHION, "chidlren", "Children"),
        (FASHION, "womens fashoin", "Women's fashion"),
        (ROOMS, "2", "2 rooms"),
        (ROOMS, "3", "3 rooms"),
        (ROOMS, "4", "4+ rooms"),
        (ROOMS, "3 room", "3 rooms"),
        (ROOMS, "3 roms", "3 rooms"),
        (ROOMS, "5 rooms", None),
        (ROOMS, "1", "2 rooms"),
        (SIZES, "small", "Small"),
        (SIZES, "smalll", "Small"),
        (SIZES, "smill", None),
        (SIZES, "shall", None),
        (PLANS, "premium plus", "Premium Plus"),
        (PLANS, "the premium plus please", "Premium Plus"),
        (PLANS, "premium", "Premium"),
        (PLANS, "basico", "Básico"),
        (PLANS, "BÁSICO", "Básico"),
        (PLANS, "basicp", "Básico"),
        (PLANS, "👍", "👍"),
        (PLANS, "👎", None),
        (PLANS, "c++", "C++"),
        (PLANS, "C#", "C#"),
        (PLANS, "c", None),
        (HINDI, "महिला", "महिला"),
        (HINDI, "पुरुष", "पुरुष"),
        (ARABIC, "نِساء", "نساء"),
        (["No", "Yes"], "no idea", None),
        (["No", "Yes"], "now", None),
        (["No", "Yes"], "yep", "Yes"),
        (["10", "20", "2"], "2", "2"),
        (["10", "20", "2"], "1", "10"),
    ],
)
def test_an_answer_is_the_choice_that_it_must_mean_or_none(titles, answer, expected):
    assert choice(titles, answer) == expected


TITLES = st.lists(st.text(min_size=1, max_size=24), min_size=1, max_size=10, unique_by=simplify)


@given(TITLES, st.data())
def test_a_title_as_it_is_shown_is_always_understood(titles, data):
    """Ten titles that differ in letters: each picks itself, and its number picks no other text."""
    title = data.draw(st.sampled_from(titles))
    folded = [other.strip().casefold() for other in titles]
    if folded.count(title.strip().casefold()) == 1 and simplify(title):
        assert choice(titles, title) == title


@given(TITLES, st.text() | st.text("12345 .wmenoptio", max_size=12))
def test_any_text_is_one_choice_or_none(titles, answer):
    assert choice(titles, answer) in [None, *titles]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 8))
def test_slips_are_counted_alike_from_both_sides_and_up_to_a_limit(one, other, most):
    full = slips(one, other, 20)
    assert slips(other, one, 20) == full
    assert slips(one, other, most) == min(full, most + 1)
    assert (full == 0) == (one == other)


def test_slips_are_missed_added_changed_and_swapped_letters():
    assert [slips("fashion", word, 3) for word in ("fashin", "fasshion", "fashian", "fahsion")] == [
        1,
        1,
        1,
        1,
    ]
