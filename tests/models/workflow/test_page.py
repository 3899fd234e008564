"""The reference page keeps its word: every definition and every answer on it is tried."""

import re
from datetime import date
from pathlib import Path

import pytest

from models.workflow import engine
from models.workflow.answers import Understood, read
from models.workflow.fields import Fields
from models.workflow.language import parse
from models.workflow.outcome import Heard
from models.workflow.question_form import KEYS
from models.workflow.step import Step
from models.workflow.step_form import read_step

PAGE = Path(__file__).parents[3].joinpath("docs", "workflow.md").read_text(encoding="utf-8")
DEFINITIONS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FASHION = Path(__file__).with_name("fashion.yaml").read_text(encoding="utf-8")
ANSWERS = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*`.*) \|$", PAGE, re.MULTILINE)
EXAMPLES = [
    (kind, example)
    for kind, examples in ANSWERS
    for example in re.findall(r"`([^`]+)`", examples)
    if kind not in ("text", "choice")
]


@pytest.mark.parametrize("source", DEFINITIONS, ids=lambda source: source.split("\n")[0])
def test_a_definition_on_the_page_is_right(source):
    assert parse(parse(source).to_json()) == parse(source)


def test_the_page_begins_with_the_example_that_is_played_through_elsewhere():
    assert parse(DEFINITIONS[0]) == parse(FASHION)


@pytest.mark.parametrize(("kind", "answer"), EXAMPLES)
def test_an_answer_on_the_page_is_understood(kind, answer):
    step = parse(f"name: x\nsteps: {{a: {{ask: A?, kind: {kind}}}}}").first
    assert isinstance(read(step, Heard(answer), date(2026, 11, 21)), Understood)


def test_the_page_shows_answers_of_every_kind_that_is_read_from_text():
    kinds = {kind for kind, _ in EXAMPLES}
    assert kinds == {"number", "date", "yes_no", "email", "phone", "location"}
    assert len(EXAMPLES) > 25


def test_the_page_names_every_key_of_a_step():
    fields = Fields({"ask": "A?"}, [])
    read_step(fields, "a")
    assert set(KEYS) < set(fields.known)
    for key in fields.known:
        assert f"`{key}`" in PAGE, key


def test_the_page_quotes_what_is_said_without_the_authors_own_words():
    assert engine.RETRY in PAGE
    assert engine.LATE in PAGE
    assert f"`{Step('').button}`" in PAGE
