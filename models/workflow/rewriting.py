"""A definition's text with other values in it. What did not change stays as its author wrote it,
with its comments; what changed is written anew by writer.py. Pure.

The text that is made is read again: where it would mean something else than what is wanted (there
are many ways to write YAML), all of it is written anew.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from models.workflow import writer
from models.workflow.places import Node, mapping, value_of
from models.workflow.source import LOADER, SourceError, load

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rewritten:
    text: str
    lost: list[str]
    """Comments that stood at what changed, and could not stay."""


class Edit(NamedTuple):
    start: int
    end: int
    text: str


def rewrite(text: str, wanted: Values) -> Rewritten:
    """`text` meaning `wanted`. Raises SourceError for a text that cannot be read."""
    text = text.removeprefix("\ufeff")
    present = load(text)
    if present == wanted and _order(present) == _order(wanted):
        return Rewritten(text, [])
    if text.lstrip().startswith("{"):
        made = json.dumps(wanted, ensure_ascii=False, indent=2) + "\n"
        return Rewritten(made, _lost(text, made))
    made = _spliced(text, present, wanted)
    return Rewritten(made, _lost(text, made))


def rename_step(text: str, old: str, new: str) -> Rewritten:
    """The step and everything that leads to it."""
    present = load(text)
    steps = present.get("steps")
    if not isinstance(steps, dict) or old not in steps or new in steps:
        return Rewritten(text, [])
    renamed = {new if name == old else name: _led(step, old, new) for name, step in steps.items()}
    wanted = _led(present | {"steps": {}}, old, new) | {"steps": renamed}
    # The key first: a step is told by its name, and would be taken out and put in otherwise.
    node = value_of(mapping(text), "steps")
    key = next((one for one, _ in node.value if one.value == old), None) if node else None
    if key is not None:
        start, end = key.start_mark.index, key.end_mark.index
        text = text[:start] + writer.scalar(new) + text[end:]
    return rewrite(text, wanted)


def _led(value: Any, old: str, new: str) -> Any:
    """With `go` and `next` to the new name."""
    if isinstance(value, list):
        return [_led(one, old, new) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: new if key in ("go", "next") and part == old else _led(part, old, new)
        for key, part in value.items()
    }


def _order(value: Values) -> list[str]:
    steps = value.get("steps")
    return list(steps) if isinstance(steps, dict) else []


def _spliced(text: str, present: Values, wanted: Values) -> str:
    node = mapping(text)
    edits = _edits(text, node, present, wanted) if node is not None else None
    if edits is not None:
        made = text
        for start, end, new in sorted(edits, reverse=True):
            made = made[:start] + new + made[end:]
        if _means(made, wanted):
            return made
    return writer.document(wanted)


def _means(text: str, wanted: Values) -> bool:
    try:
        found = load(text)
    except SourceError:
        return False
    return found == wanted and _order(found) == _order(wanted)


def _edits(text: str, node: Node, old: Values, new: Values) -> list[Edit] | None:
    """What to change in a mapping; None where its lines cannot be told apart."""
    if node.flow_style or not node.value:
        return None
    indent = node.value[0][0].start_mark.column
    found: list[Edit] = []
    for key, value in node.value:
        if key.value not in new:
            found.append(_without(text, key, value))
        elif old[key.value] != new[key.value] or _order_within(old, new, key.value):
            found += _changed(text, key, value, old[key.value], new[key.value], indent)
    return [*found, *_added(text, node, new, indent)]


def _order_within(old: Values, new: Values, key: str) -> bool:
    one, other = old[key], new[key]
    return key == "steps" and isinstance(one, dict) and list(one) != list(other)


def _changed(text: str, key: Node, value: Node, old: Any, new: Any, indent: int) -> list[Edit]:
    if isinstance(old, dict) and isinstance(new, dict) and isinstance(value, yaml.MappingNode):
        common = [name for name in new if name in old]
        if common and common == [name for name in old if name in new]:
            inner = _edits(text, value, old, new)
            if inner is not None:
                return inner
    written = writer.entry(key.value, new, indent)
    return [Edit(key.start_mark.index, _end(text, key, value), written)]


def _without(text: str, key: Node, value: Node) -> Edit:
    """The lines of an entry."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    end = text.find("\n", _end(text, key, value))
    return Edit(start, len(text) if end < 0 else end + 1, "")


def _added(text: str, node: Node, new: Values, indent: int) -> list[Edit]:
    """What is new, each after what it follows."""
    present = {key.value: (key, value) for key, value in node.value}
    found: dict[int, list[str]] = {}
    before: tuple[Node, Node] | None = None
    for name, part in new.items():
        if name in present:
            before = present[name]
            continue
        at = _line_end(text, *before) if before else node.value[0][0].start_mark.index
        lines = writer.entry(name, part, indent)
        found.setdefault(at, []).append(
            f"\n{' ' * indent}{lines}" if before else f"{lines}\n{' ' * indent}"
        )
    return [Edit(at, at, "".join(lines)) for at, lines in found.items()]


def _line_end(text: str, key: Node, value: Node) -> int:
    end = text.find("\n", _end(text, key, value))
    return len(text) if end < 0 else end


def _end(text: str, key: Node, value: Node) -> int:
    """Behind the last word of an entry: nodes themselves go on over what follows them."""
    last = value
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        last = last.value[-1]
        last = last[1] if isinstance(last, tuple) else last
    end: int = max(last.end_mark.index, key.end_mark.index)
    if last.start_mark.index == last.end_mark.index:  # Nothing stands behind its colon.
        colon = text.find(":", key.end_mark.index if last is value else last.start_mark.index - 1)
        end = max(end, colon + 1)
    return len(text[:end].rstrip())


def _lost(old: str, new: str) -> list[str]:
    left = Counter(_comments(old)) - Counter(_comments(new))
    return list(left.elements())


COMMENT = re.compile(r"#[^\n]*")


def _comments(text: str) -> list[str]:
    """Between the words of a text there are only spaces and comments."""
    try:
        marks = [(one.start_mark.index, one.end_mark.index) for one in _tokens(text)]
    except yaml.YAMLError:
        return []
    found, at = [], 0
    for start, end in marks:
        found += COMMENT.findall(text, at, start)
        at = max(at, end)
    return [one.strip() for one in [*found, *COMMENT.findall(text, at)]]


def _tokens(text: str) -> Any:
    return yaml.scan(text, Loader=LOADER)
