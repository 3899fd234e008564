"""What is allowed and probably not meant: a warning, never a refusal."""

import pytest

from models.workflow.advice import advice
from models.workflow.language import parse

PLAIN = "name: x\nsteps:\n  a: {ask: A?, set: a}\n"


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        PLAIN.replace("set: a", "tag: Asked"),
        PLAIN.replace("set: a", "fields: {a: a}"),
        PLAIN.replace("ask: A?, set: a", "say: Hi"),
        PLAIN + "timeout: {after: 24h, say: Still there?}",
        PLAIN + "timeout: {after: 7d, then: hand_over}",
    ],
)
def test_what_is_meant_is_not_mentioned(source):
    assert advice(parse(source)) == []


def test_an_answer_that_is_kept_nowhere():
    [warning] = advice(parse(PLAIN.replace(", set: a", "")))
    assert str(warning) == "step 'a': keeps its answer nowhere: name a trait with `set`"


def test_a_reminder_that_comes_too_late_for_the_window():
    [warning] = advice(parse(PLAIN + "timeout: {after: 3d, say: Still there?}"))
    assert "24 hours only" in str(warning)


COLOUR = """name: x
steps:
  a: {ask: Which?, choices: [navy BLUE, {title: Rose, value: Pink}], set: colour, next: b}
  b: {ask: Sure?, kind: yes_no, set: colour, next: c}
  c: {say: Thanks, traits: {colour: Red, size: 5}}
"""


def test_what_a_trait_does_not_take():
    offered = {"colour": ["Navy blue", "Red"]}.get
    first, *rest = advice(parse(COLOUR), offered)
    assert str(first) == (
        "step 'a': colour does not take 'Pink': give one of its choices as `value` "
        "(Navy blue, Red), or add it to them"
    )
    assert [one.message.split(":")[0] for one in rest] == [
        "colour does not take True",
        "colour does not take False",
    ]
    assert advice(parse(COLOUR)) == []
