"""What asks the questions, as pages show it: the list, the diagram drawn from the definition and
the same in words, how each question fares, on and off. W3, X11, X13."""

import json
import re
import time
from itertools import pairwise
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.workflow.outcome import RunState
from models.workflow.tables import Run, Workflow
from tests import factories

FASHION = """
name: Fashion lead
steps:
  audience:
    ask: "For men or women?"
    choices: [Men, Women]
    set: audience
    next: budget
  budget:
    ask: "What's your budget, {name}?"
    kind: number
    min: 10
    set: budget
    retries: 1
    otherwise: {go: audience}
    next:
      - {when: {trait: budget, op: gte, value: 1000}, go: vip}
      - {hand_over: true}
  vip: {tag: VIP Customer, next: thanks}
  thanks: {say: Thank you!, status: Interested}
  gone: {say: We are here when you need us.}
timeout: {after: 24h, say: "Are you still there?", times: 2, then: {go: gone}}
"""
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def fashion(database: None) -> Workflow:
    return Workflow.publish(FASHION)


def many(count: int) -> str:
    """So many questions in a row, each with choices, conditions and somewhere else to go."""
    steps = "".join(
        f"""
  step number {at}:
    ask: "Question {at}: which of these do you like best at the moment, dear {{name}}?"
    choices: [Red, Green, Blue]
    set: colour {at}
    otherwise: {{go: step number {max(at - 5, 0)}}}
    next:
      - {{when: {{trait: colour {at}, value: Red}}, go: step number {min(at + 2, count - 1)}}}
      - {{go: step number {min(at + 1, count - 1)}}}"""
        for at in range(count)
    )
    return f"name: Long\nsteps:{steps}\n"


def run(workflow: Workflow, state: RunState, step: str | None = None, **trail: Any) -> None:
    trails = {name: {"asked": 1, **told} for name, told in trail.items()}
    Run.create(
        contact=factories.make_contact(),
        version=workflow.version,
        state=state,
        step=step,
        trail=trails,
    )


def test_the_list_says_what_starts_each_and_how_many_are_in_it(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    Workflow.publish(
        "name: Offer\nstart: {on: keyword, words: [offer]}\nsteps: {a: {say: Hi}}", active=False
    )
    run(fashion, RunState.RUNNING, "audience", audience={})
    for _ in range(3):
        run(fashion, RunState.DONE)
    page = " ".join(browser_of(ann).sees("/workflows").split())
    assert "With somebody&#39;s first message" in page
    assert "When somebody says offer" in page
    assert re.search(r'data-title="Under way">1</td><td [^>]*>3</td>', page)
    assert '<span class="chip">off</span>' in page


def test_an_empty_list_says_what_that_means(browser_of: Any, ann: Agent) -> None:
    assert "There is no workflow yet" in browser_of(ann).sees("/workflows")


def test_the_diagram_has_each_step_with_its_words_and_ways(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    """X11."""
    page = browser_of(ann).sees(f"/workflows/{fashion.id}")
    drawing = page[page.index('class="flow"') : page.index("</svg>", page.index('class="flow"'))]
    assert drawing.count('<g class="node ask"') == 2
    for words in (
        ">For men or women?<",
        ">Men · Women<",
        ">keeps it as audience<",
        ">takes a number from 10<",
        ">budget is at least<",
        ">→ a person<",
        ">not understood 2<",
        ">→ audience<",
        ">tag VIP Customer<",
        ">it ends<",
        ">No answer for 1 day, said 2<",
    ):
        assert words in drawing, words
    assert drawing.count('class="arrow') >= 5


def test_the_list_beside_it_says_the_same(browser_of: Any, ann: Agent, fashion: Workflow) -> None:
    page = " ".join(browser_of(ann).sees(f"/workflows/{fashion.id}").split())
    words = page[page.index('<ol class="in-words"') :]
    assert "Choices: Men, Women." in words
    assert "budget is at least 1000: on to" in words
    assert "not understood 2 times: on to" in words
    assert 'href="#step-3">vip</a>' in words


def test_figures_stand_on_each_question(browser_of: Any, ann: Agent, fashion: Workflow) -> None:
    """X11."""
    run(fashion, RunState.DONE, audience={"answered": 1}, budget={"answered": 1})
    run(fashion, RunState.TIMED_OUT, "budget", audience={"answered": 1}, budget={"timed_out": 1})
    page = browser_of(ann).sees(f"/workflows/{fashion.id}")
    assert ">2 came · 2 answered · 0 lost<" in page
    assert ">2 came · 1 answered · 1 lost<" in page
    assert "2 conversations began with it" in page


def test_who_manages_nobody_sees_no_figures(browser_of: Any, bob: Agent, fashion: Workflow) -> None:
    """X13: as in the API."""
    browser = browser_of(bob)
    assert "Under way" not in browser.sees("/workflows")
    page = browser.sees(f"/workflows/{fashion.id}")
    assert "For men or women?" in page
    assert "conversations began" not in page
    assert "came" not in page[page.index('class="flow"') :]


def test_it_is_switched_off_and_on(
    browser_of: Any, ann: Agent, bob: Agent, fashion: Workflow
) -> None:
    browser, path = browser_of(ann), f"/workflows/{fashion.id}"
    assert browser.submits(f"{path}/switch", path, active="false").location == path
    assert Workflow.get_by_id(fashion.id).active is False
    assert "nothing new begins" in browser.sees(path)
    browser.submits(f"{path}/switch", path, active="true")
    assert Workflow.get_by_id(fashion.id).active is True
    assert browser_of(bob).submits(f"{path}/switch", path).status_code == 403
    assert browser.client.post(f"{path}/switch").status_code == 400, "forged"


def test_two_hundred_steps_come_in_parts_and_in_time(
    browser_of: Any, ann: Agent, database: None
) -> None:
    long = Workflow.publish(many(200))
    browser, path = browser_of(ann), f"/workflows/{long.id}"
    browser.sees(path)
    begun = time.process_time()
    first = browser.sees(path)
    assert time.process_time() - begun < 2
    assert len(first.encode()) < 100 * 1024
    last = browser.sees(f"{path}?step=200")
    assert ">step number 199<" in last
    assert len(last.encode()) < 100 * 1024
    assert ">step number 0</b>" in browser.sees(f"{path}?part=9999")


def test_what_is_large_in_every_way_stays_a_page(browser_of: Any, ann: Agent) -> None:
    long = {"conditions": [{"name": "&" * 200}] * 2}
    asks = {
        "ask": "&" * 3000,
        "choices": [f"{'&' * 18}{at:02}" for at in range(10)],
        "next": [{"when": long, "go": "b"}] * 20,
    }
    steps = {f"{'&' * 90}{at}": asks for at in range(20)} | {"b": {"say": "x"}}
    names = list(steps)
    leads = {one: {**asks, "otherwise": {"go": after}} for one, after in pairwise(names)}
    made = Workflow.publish(json.dumps({"name": "X", "steps": steps | leads | {"b": {"say": "x"}}}))
    page = browser_of(ann).sees(f"/workflows/{made.id}")
    assert len(page.encode()) < 100 * 1024


def test_what_its_author_wrote_is_text(browser_of: Any, ann: Agent) -> None:
    """X11: stored scripts in names, texts, choices and everything else."""
    quoted = "'" + EVIL + "'"
    short = "'<b onclick=x>'"
    found = Workflow.publish(
        f"""
name: {quoted}
start: {{on: keyword, words: [{quoted}]}}
steps:
  {quoted}:
    ask: {quoted}
    choices: [{short}, Other]
    set: {quoted}
    tag: {quoted}
    next: [{{when: {{tag: {quoted}}}, go: then}}, {{end: true}}]
  then: {{say: {quoted}, status: {quoted}, traits: {{{quoted}: {quoted}}}}}
timeout: {{after: 1h, say: {quoted}}}
"""
    )
    browser = browser_of(ann)
    for path in ("/workflows", f"/workflows/{found.id}"):
        page = browser.sees(path)
        assert page.count("<script") == 1, "that of the frame"
        assert "<img src=x" not in page
        assert "<b onclick" not in page
        assert "&lt;script&gt;" in page


def test_a_definition_that_is_no_longer_understood_says_so(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    version = fashion.version
    version.source = "name: Old\nsteps: {a: {sing: la}}"
    version.definition = {"name": "Old", "start": {}, "steps": [{"name": "a", "sing": "la"}]}
    version.save()
    browser = browser_of(ann)
    assert "not understood" in browser.sees("/workflows")
    assert "unknown key" in browser.sees(f"/workflows/{fashion.id}")


def test_deleting_asks_first_and_says_what_goes(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    browser, path = browser_of(ann), f"/workflows/{fashion.id}/delete"
    run(fashion, RunState.RUNNING, "budget")
    assert "switch it off first" in browser.sees(path)
    browser.submits(f"/workflows/{fashion.id}/switch", active="false")
    page = browser.sees(path)
    assert "1 contact is in the midst of it." in page
    assert "the figures of its questions" in page
    kept = browser.submits(path, path)
    assert kept.status_code == 422
    assert "or end it for them (end_running)" in kept.text
    gone = browser.submits(path, path, end_running="y")
    assert (gone.status_code, gone.location) == (303, "/workflows")
    assert "is deleted." in browser.sees("/workflows")


def test_who_saved_a_version_stands_beside_it(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    browser, path = browser_of(ann), f"/workflows/{fashion.id}/edit"
    text = fashion.version.source
    browser.submits(path, path, definition=text, do="save")
    assert "by Ann." in browser.sees(f"/workflows/{fashion.id}")
    assert "Ann</td>" in browser.sees(f"/workflows/{fashion.id}/versions")
