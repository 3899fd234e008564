"""YAML and JSON as people write them, and hostile ones, refused before they cost anything."""

import json
from datetime import date

import pytest

from models.workflow.source import SourceError, load


def test_yaml_and_json_are_read_alike():
    yaml = """
        words: [on, yes, No, off, y, ~, "~", null, true, False]
        numbers: [1, -1.5, 007, 1_000, 1e3, 0x1F, "12", 12:30, 2026-12-31, .5]
        text: |
          two
          lines
        empty:
    """
    assert load(yaml) == {
        "words": ["on", "yes", "No", "off", "y", None, "~", None, True, False],
        "numbers": [1, -1.5, "007", "1_000", "1e3", "0x1F", "12", "12:30", "2026-12-31", ".5"],
        "text": "two\nlines\n",
        "empty": None,
    }
    assert load(json.dumps(load(yaml))) == load(yaml)
    assert load("\ufeff" + json.dumps(load(yaml), indent="\t")) == load(yaml)
    assert load("{flow: [style, {is: yaml}]}") == {"flow": ["style", {"is": "yaml"}]}


def test_objects_that_were_read_already_are_copied():
    raw = {"a": [1, (2, 3)], "since": date(2026, 1, 2), True: "on", 5: "five"}
    made = load(raw)
    assert made == {"a": [1, [2, 3]], "since": "2026-01-02", "on": "on", "5": "five"}
    assert made["a"] is not raw["a"]


BOMB = "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "write one document"),
        ("# nothing", "write one document"),
        ("text", "write a mapping"),
        ("[1, 2]", "write a mapping"),
        ("{}", "write a mapping"),
        ("a: 1\n---\nb: 2", "write one document"),
        ("a: [1", "line 2: this is no YAML"),
        ("a: b: c", "line 1: this is no YAML"),
        ("a: 1\n\tb: 2", "line 2: this is no YAML"),
        ("a: 1\nb: 2\na: 3", "line 3: 'a' stands twice in one mapping"),
        ('{"a": 1, "a": 2}', "'a' stands twice in one mapping"),
        ("? [a]\n: b", "line 1: a key must be a word"),
        ("a: &x [1]\nb: *x", "line 2: anchors and tags are not understood"),
        ("a: &a [x]\n" + BOMB, "line 2: anchors and tags are not understood"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: anchors and tags"),
        ("a: !!binary aGk=", "line 1: anchors and tags"),
        ("- " * 100_000, "nested too deeply"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a":' * 40_000, "nested too deeply"),
        ("a:" + "\n " * 5 + "{b: " * 50_000, "nested too deeply"),
        ("x" * 1_000_000, "longer than 256 KB"),
        ("é" * 140_000, "longer than 256 KB"),
        ("a: " + "[" + "1, " * 60_000 + "]", "too large"),
        ('{"a": NaN}', "a number is no number"),
        ('{"a": 1e999}', "a number is no number"),
        ('{"a": ' + "1" * 5000 + "}", "cannot"),
        ('{"a": "\\u0000"}', "holds a character that cannot be stored"),
        ('{"a": "\\ud800"}', "holds a character that cannot be stored"),
        ("a: \ud800", "this is no YAML"),
        ("a: \0", "this is no YAML"),
    ],
)
def test_a_hostile_or_broken_text_is_refused(source, message):
    if message == "cannot":  # A JSON number that Python will not read is taken for YAML's text.
        assert load(source) == {"a": "1" * 5000}
        return
    with pytest.raises(SourceError, match=message):
        load(source)


def test_a_hostile_object_is_refused():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    wide: object = "x"
    for _ in range(15):
        wide = [wide] * 9
    circle: dict = {}
    circle["a"] = circle
    for hostile in (deep, wide, circle, b"bytes", object(), 10**400, float("nan"), "\udfff"):
        with pytest.raises(SourceError):
            load({"a": hostile})
    for nothing in (None, 5, [], {}, b"a: b"):
        with pytest.raises(SourceError):
            load(nothing)
