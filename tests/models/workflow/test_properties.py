"""What holds of every definition and every talk (X11): nothing raises, everything ends, every
message is one that WhatsApp takes."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.conditions.facts import Facts
from models.workflow import engine
from models.workflow.definition import Definition
from models.workflow.language import DefinitionError, parse
from models.workflow.outcome import HandOver, Heard, Outcome, Place, RunState, Say
from models.workflow.talk import changed
from tests.models.workflow.definitions import ANYTHING, DEFINITIONS, NAMES, mutants

TODAY = date(2026, 11, 21)
VERSION = 7

REPLY_IDS = st.builds(
    "{}/{}/{}".format, st.sampled_from([7, 7, 7, 8]), st.sampled_from(NAMES), st.integers(0, 11)
)
HEARD = st.builds(
    Heard,
    st.sampled_from(["yes", "1", "men", "1000", "tomorrow", "a@example.com", "+34612345678"])
    | st.text(),
    st.none() | REPLY_IDS | st.text(),
    st.sampled_from(["text", "interactive", "image"]),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
FACTS = st.builds(
    Facts,
    name=st.none() | st.text(),
    tags=st.frozensets(st.sampled_from(["VIP", "vip", "Men"])),
    traits=st.dictionaries(st.sampled_from(["a", "b", "budget", "name"]), ANYTHING),
)
TURNS = st.lists(HEARD | st.just("silence"), max_size=12)


@given(DEFINITIONS, FACTS, TURNS)
def test_every_talk_stays_within_the_rules(definition, facts, turns):
    outcome = engine.start(definition, facts, VERSION)
    judge(outcome, definition)
    for turn in turns:
        if outcome.place is None:
            break
        facts = changed(facts, outcome.effects)
        outcome = take(definition, outcome.place, turn, facts)
        judge(outcome, definition)


@given(DEFINITIONS, FACTS, HEARD | st.just("silence"), st.sampled_from(NAMES) | st.text())
def test_the_same_turn_has_the_same_outcome_wherever_the_run_stands(definition, facts, turn, step):
    place = Place(step, asked=1)
    outcome = take(definition, place, turn, facts)
    judge(outcome, definition)
    assert take(parse(definition.to_json()), place, turn, facts) == outcome


@given(DEFINITIONS, FACTS)
def test_whoever_stays_silent_is_left_in_peace_in_the_end(definition, facts):
    outcome = engine.start(definition, facts, VERSION)
    for _ in range(2 * definition.timeout.times + 3):
        if outcome.place is None:
            return
        outcome = take(definition, outcome.place, "silence", facts)
    assert outcome.place is None


@given(DEFINITIONS)
def test_every_definition_survives_being_stored(definition):
    stored = json.dumps(definition.to_json(), sort_keys=True)
    assert parse(json.loads(stored)) == definition
    assert parse(stored) == definition


@given(mutants() | ANYTHING | st.text() | st.text("{}[]:,-&*!|>'\"#%@ \n\tab"))
def test_whatever_is_given_is_read_or_refused_with_reasons(source):
    told: list[str] = [""]
    try:
        definition = parse(source)
    except DefinitionError as error:
        told = [problem.message for problem in error.problems]
        definition = None
    assert all(told) if definition is None else parse(definition.to_json()) == definition


def take(definition: Definition, place: Place, turn: Heard | str, facts: Facts) -> Outcome:
    if isinstance(turn, str):
        return engine.time_out(definition, place, facts, VERSION)
    return engine.answer(definition, place, turn, facts, VERSION, TODAY)


def judge(outcome: Outcome, definition: Definition) -> None:
    """What is true of every outcome."""
    running = outcome.state is RunState.RUNNING
    assert (outcome.place is not None) is running
    assert (outcome.wait == definition.timeout.after) if running else (outcome.wait is None)
    assert outcome.wait is None or outcome.wait >= timedelta(minutes=1)
    if outcome.place is not None:
        assert definition.steps[outcome.place.step].ask is not None
    handed = [effect for effect in outcome.effects if isinstance(effect, HandOver)]
    assert len(handed) == (outcome.state is RunState.HANDED_OVER)
    assert not handed or outcome.effects[-1] is handed[0]
    said = [effect.content for effect in outcome.effects if isinstance(effect, Say)]
    assert len(said) <= 3
    for content in said:
        LIMITS[content["type"]](content)


def _text(content: dict) -> None:
    assert set(content) == {"type", "text"}
    assert 0 < len(content["text"].strip()) <= 4096


def _buttons(content: dict) -> None:
    assert 0 < len(content["text"].strip()) <= 1024
    assert 1 <= len(content["buttons"]) <= 3
    _titles(content["buttons"], 20)


def _list(content: dict) -> None:
    assert 0 < len(content["text"].strip()) <= 4096
    assert 0 < len(content["button"]) <= 20
    assert 1 <= len(content["rows"]) <= 10
    _titles(content["rows"], 24)
    assert all(len(row.get("description", "")) <= 72 for row in content["rows"])


def _titles(options: list[dict], limit: int) -> None:
    assert all(0 < len(option["title"]) <= limit for option in options)
    assert all(0 < len(option["id"]) <= 200 for option in options)
    assert len({option["title"] for option in options}) == len(options)
    assert len({option["id"] for option in options}) == len(options)


def _location(content: dict) -> None:
    assert 0 < len(content["text"].strip()) <= 1024


LIMITS = {"text": _text, "buttons": _buttons, "list": _list, "location_request": _location}
