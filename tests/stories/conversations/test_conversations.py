"""Twelve conversations from the first word to the closure, each told in a file beside this one,
word for word as it goes (W1 to W7, X6, X10, X11)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.app import create_app
from models.agents.agent import Agent, Role
from tests.bot.whatsapp.graph import Graph, graph
from tests.conftest import make_config
from tests.factories import make_agent, make_automation, make_rule, make_workflow
from tests.stories.conversations.stage import Stage
from workers import context

__all__ = ["graph"]

HERE = Path(__file__).parent
STORIES = sorted(path.stem for path in HERE.glob("*.txt"))
WORKFLOW = (HERE / "fashion.yaml").read_text(encoding="utf-8")


@pytest.fixture
def client(workshop: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    config = make_config(tmp_path, WHATSAPP_API_URL="https://graph.facebook.com/v26.0")
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    app = create_app(config, lambda queue: None)
    app.testing = True
    return app.test_client()


@pytest.fixture
def stage(client: FlaskClient, graph: Graph) -> Stage:
    """A shop: Ann takes those who spend much, Bob all others; Mia manages both."""
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_agent("Mia", role=Role.SALES_MANAGER)
    make_workflow(WORKFLOW)
    make_automation(
        "Converted", {"state": "CLIENT"}, {"send": {"type": "text", "text": "Welcome, {name}!"}}
    )
    _rule("Spends much", ann, {"field": "trait:budget", "op": "gte", "value": 1000})
    _rule("Everybody else", bob, {"field": "trait:budget", "op": "set"})
    for tag in ("Gone quiet", "Wants a person"):
        _rule(tag, bob, {"field": "tag", "op": "is", "value": tag})
    return Stage(graph, client)


def _rule(name: str, agent: Agent, condition: dict) -> None:
    make_rule(name, [agent], conditions=[condition])


@pytest.mark.parametrize("story", STORIES)
def test_a_conversation_goes_as_it_is_told(stage: Stage, story: str) -> None:
    told = (HERE / f"{story}.txt").read_text(encoding="utf-8")
    assert stage.play(told) == told


def test_there_are_twelve() -> None:
    assert len(STORIES) == 12
