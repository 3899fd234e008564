"""The text of a definition is read with today's names, and is otherwise as its author wrote it (M1,
M4, M6)."""

import pytest

from models.workflow import language
from models.workflow.names import names_in
from models.workflow.renaming import in_todays_names

LEAD = """
# budget is asked first
name: budget
steps:
  budget: {ask: "Budget, {name}? Not {{budget}}.", kind: number, set: Budget, next: size}  # budget
  size:
    ask: 'With {budget}, which size?'
    set: size
    choices: [Lead, budget]
    tag: [Lead, other]
    status: Interested
    next:
      - {when: {trait: budget, op: gte, value: 1000}, go: vip}
      - {when: {field: "trait:budget", op: set}, go: vip}
      - {when: {tag: Lead}, go: budget}
  vip:
    say: |
      Thank you for {size}
      and {budget}!
    traits: {budget: 7}
"""
FORMER = {
    ("trait", "budget"): 'all\'s "in"',
    ("tag", "lead"): "true",
    ("status", "lead"): "Other",
    ("status", "interested"): "Hot, very",
}


def test_names_are_todays_and_all_else_is_as_it_was() -> None:
    made = in_todays_names(LEAD, FORMER)
    assert {name for _, name in names_in(language.parse(made).to_json())} == {
        *('all\'s "in"', "true", "other", "hot, very", "size"),
    }
    for kept in (
        "# budget is asked first\nname: budget\n",
        "  budget: {ask:",
        "Not {{budget}}.",
        "choices: [Lead, budget]",
        "go: budget}",
        "# budget\n",
    ):
        assert kept in made
    assert 'tag: ["true", other]' in made
    assert '      and {all\'s "in"}!\n' in made


def test_json_is_read_with_todays_names_too() -> None:
    source = '{"name": "Ü", "steps": {"a": {"say": "Hi {old}", "tag": "Old"}}}'
    made = in_todays_names(source, {("trait", "old"): "new", ("tag", "old"): 'N"w'})
    assert made == source.replace("{old}", "{new}").replace('"Old"', '"N\\"w"')


@pytest.mark.parametrize(
    "source",
    [
        "name: A\nsteps:\n  a:\n    say: Hi\n",
        "name: A\nsteps:\n  a:\n    traits: {old: 1, new: 2}\n",
        "name: A\nsteps:\n  a:\n    say: {old\n",
        "steps: old",
        "",
    ],
)
def test_what_cannot_be_written_anew_stays_as_it_was(source: str) -> None:
    assert in_todays_names(source, {("trait", "old"): "new"}) == source
