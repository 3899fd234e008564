"""Every error of Meta's has an outcome and a sentence that a person understands (W5)."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.outcomes import NeedsPerson, NotSent, OutcomeUnknown, Refused, Scope, Unavailable
from bot.whatsapp.error_codes import LATER, NEVER, PERHAPS_SENT, PERSON
from bot.whatsapp.errors import known_outcome, outcome_of

CASES: list[tuple[int, int, type[NotSent]]] = [
    *((400, code, Unavailable) for code in (130429, 131056, 4, 80007, 1)),
    *((500, code, Unavailable) for code in (131057, 131000, 2494100)),
    *((401, code, Unavailable) for code in (0, 190)),
    *((500, code, OutcomeUnknown) for code in (131016, 2, 133004)),
    *((400, code, Refused) for code in (131047, 131026, 131049, 131050, 130472, 131062, 130403)),
    *((400, code, Refused) for code in (131051, 131008, 131009, 100, 33, 131021, 131052, 131053)),
    *((400, code, Refused) for code in (132000, 132012)),
    *(
        (400, code, NeedsPerson)
        for code in (132001, 132005, 132007, 132015, 132016, 132068, 132069)
    ),
    *((400, code, NeedsPerson) for code in (131048, 131064, 131063, 131030, 131042, 134011)),
    *((403, code, NeedsPerson) for code in (368, 131031, 130497, 3, 10, 200, 299, 131005)),
    *((400, code, NeedsPerson) for code in (131037, 131045, 133010, 133006, 137000)),
]


def refusal(code: Any, details: str = "because") -> dict[str, Any]:
    return {"error": {"code": code, "message": "m", "error_data": {"details": details}}}


@pytest.mark.parametrize(("status", "code", "kind"), CASES)
def test_the_code_decides_and_not_the_http_status(
    status: int, code: int, kind: type[NotSent]
) -> None:
    for http in (status, 400, 500):
        outcome = outcome_of(http, refusal(code))
        assert type(outcome) is kind
        assert outcome.code == str(code)


def test_the_cases_cover_all_tables() -> None:
    known = LATER.keys() | PERHAPS_SENT.keys() | NEVER.keys() | PERSON.keys()
    assert {code for _, code, _ in CASES} == known - set(range(201, 299))


def test_the_documentation_names_every_code() -> None:
    page = Path(__file__).parents[3] / "docs" / "whatsapp.md"
    table = page.read_text(encoding="utf-8").partition("## What Meta's errors mean")[2]
    named = {int(digits) for digits in re.findall(r"\d+", table)}
    assert {code for _, code, _ in CASES} <= named


@pytest.mark.parametrize("code", [code for _, code, _ in CASES])
def test_every_reason_is_a_sentence_with_metas_words_behind_it(code: int) -> None:
    outcome = known_outcome(code, "because")
    assert outcome is not None
    assert outcome.reason.endswith(". (because)")
    assert outcome.reason[0].isupper()


@pytest.mark.parametrize(
    ("code", "scope"),
    [
        (130429, Scope.NUMBER),
        (131056, Scope.PAIR),
        (190, Scope.NUMBER),
        (0, Scope.NUMBER),
        (131000, Scope.MESSAGE),
    ],
)
def test_a_wait_says_how_much_has_to_wait(code: int, scope: Scope) -> None:
    outcome = outcome_of(400, refusal(code))
    assert isinstance(outcome, Unavailable)
    assert outcome.scope is scope


def test_a_bad_token_makes_everything_wait_and_names_the_remedy() -> None:
    assert "WHATSAPP_ACCESS_TOKEN" in outcome_of(401, refusal(190)).reason


def test_somebody_who_stopped_marketing_is_flagged() -> None:
    stopped, closed = outcome_of(400, refusal(131050)), outcome_of(400, refusal(131047))
    assert isinstance(stopped, Refused)
    assert stopped.opted_out
    assert isinstance(closed, Refused)
    assert not closed.opted_out
    assert "send a template" in closed.reason


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (400, refusal(999999), Refused),
        (400, refusal("131047"), Refused),
        (500, refusal(999999), OutcomeUnknown),
        (502, None, OutcomeUnknown),
        (504, "<html>", OutcomeUnknown),
        (401, {}, Unavailable),
        (403, None, Unavailable),
        (429, None, Unavailable),
        (404, "<html>", Unavailable),
        (302, None, Unavailable),
        (400, {"error": "no"}, Unavailable),
        (400, {"error": {"code": True}}, Unavailable),
        (400, {"error": {"code": [1], "message": 7, "error_data": []}}, Unavailable),
        (400, [], Unavailable),
    ],
)
def test_what_meta_never_said_before_is_judged_by_the_status(
    status: int, answer: Any, kind: type[NotSent]
) -> None:
    assert type(outcome_of(status, answer)) is kind
