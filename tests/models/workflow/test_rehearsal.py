"""Trying a definition out in memory, by the engine that runs it. X11."""

from datetime import date
from pathlib import Path

from models.conditions.facts import Facts
from models.workflow.language import parse
from models.workflow.outcome import RunState
from models.workflow.rehearsal import Deed, Rehearsal, Turn

FASHION = parse(Path(__file__).with_name("fashion.yaml").read_text(encoding="utf-8"))
HI, MEN = Turn(Deed.SAY, "Hi"), Turn(Deed.TAP, "1/audience/1")


def played(*turns: Turn, definition=FASHION) -> Rehearsal:
    return Rehearsal(definition, Facts(name="Dora"), date(2026, 1, 31)).play(turns)


def test_the_whole_way():
    found = played(HI, MEN, Turn(Deed.SAY, "1500"))
    assert found.state is RunState.DONE
    assert found.facts.traits == {"audience": "Men", "budget": 1500}
    assert found.facts.tags == {"VIP Customer"}
    assert found.facts.status == "Interested"
    assert [one.title for one in found.exchanges] == ["Hi", "Men", "1500"]
    assert "Dora" in found.exchanges[1].said[0]["text"]


def test_nothing_follows_the_end():
    assert len(played(HI, MEN, Turn(Deed.SAY, "1500"), HI, HI).exchanges) == 3


def test_what_is_not_understood_is_asked_again_and_then_handed_over():
    answers = [Turn(Deed.SAY, "?")] * 3
    assert played(HI, *answers[:2]).place.asked == 2
    assert played(HI, *answers).state is RunState.HANDED_OVER


def test_a_late_tap_goes_back():
    assert played(HI, MEN, MEN).place.step == "budget"
    assert played(HI, MEN, Turn(Deed.TAP, "9/x/1")).exchanges[-1].title == ""


def test_silence_reminds_and_ends():
    silence = Turn(Deed.SILENCE)
    assert "still there" in played(HI, silence).exchanges[-1].said[0]["text"]
    assert played(HI, silence, silence).state is RunState.TIMED_OUT


def test_a_place_is_shared():
    where = parse("name: x\nsteps: {a: {ask: Where?, kind: location, set: place}}")
    found = played(HI, Turn(Deed.PLACE, "40.4,-3.7"), definition=where)
    assert found.facts.traits == {"place": "40.4,-3.7"}
