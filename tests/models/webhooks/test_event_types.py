"""The list of events is one: the code's, the docs' and what is really recorded (X14)."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from models.contact.card import PUBLIC
from models.contact.event import SENTENCES
from models.contact.message import Delivery
from models.webhooks import shape
from models.webhooks.announcing import ERASED
from models.webhooks.event_types import EVENT_TYPES, PING

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs" / "webhooks.md"
ROW = re.compile(r"^\| `([a-z_.]+)` \| [^|]+ \| `(\{.*\})` \|$", re.MULTILINE)
OF_MESSAGES = {"message.received"} | {f"message.{one}" for one in Delivery if one != "queued"}


def test_the_docs_explain_every_event_with_the_same_example() -> None:
    documented = {name: json.loads(details) for name, details in ROW.findall(DOCS.read_text())}
    assert documented == EVENT_TYPES


def test_every_event_of_the_list_can_happen() -> None:
    assert set(EVENT_TYPES) - OF_MESSAGES - {PING, ERASED} <= set(SENTENCES)
    assert set(EVENT_TYPES) >= OF_MESSAGES


def test_the_examples_have_the_details_that_are_recorded() -> None:
    recorded = dict(_recorded())
    known = {name: set(details) for name, details in EVENT_TYPES.items() if name in recorded}
    assert len(known) > 25
    assert known == {name: recorded[name] for name in known}


def test_the_example_of_a_whole_call_is_as_calls_are() -> None:
    first, message = re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert list(json.loads(first)) == ["type", "timestamp", "data"]
    data = json.loads(first)["data"]
    assert data["details"] == EVENT_TYPES["contact.trait_set"]
    assert set(data["contact"]) == set(PUBLIC)
    assert set(json.loads(message)) == {*shape.OF_MESSAGE, "agent"}


def _recorded() -> Iterator[tuple[str, set[str]]]:
    """Each event that is recorded by its name in the code, with its details."""
    for folder in ("models", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            module = ast.parse(path.read_text())
            for node in ast.walk(module):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield from _of_call(node, node.func.attr, module)


def _of_call(call: ast.Call, verb: str, module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    if verb not in {"record", "change", "end_run"}:
        return
    of_run = {"workflow"} if verb == "end_run" else set()
    for given in call.args:
        if isinstance(given, ast.Constant):
            details = {name for one in call.keywords for name in _names(one, module)}
            yield str(given.value), details | of_run


def _names(given: ast.keyword, module: ast.Module) -> set[str]:
    """Of a detail; of several that a function of the module answers together, theirs."""
    if given.arg:
        return {given.arg}
    functions = {one.name: one for one in module.body if isinstance(one, ast.FunctionDef)}
    answering = ast.walk(functions[given.value.func.id])
    answers = [one.value for one in answering if isinstance(one, ast.Return)]
    return {key.value for answer in answers for key in answer.keys}
