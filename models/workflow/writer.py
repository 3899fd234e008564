"""Plain values as text of the language, in YAML: short things on one line, words without quotes
where that is safe. `source.load` reads the same values again. Pure."""

import json
import re
from typing import Any

WIDTH = 100
INDENT = 2
FLAT = ("choices", "words", "when", "otherwise", "then", "start", "fields", "traits", "timeout")
"""Keys whose value stands on the key's line where it has room."""


def document(value: dict[str, Any]) -> str:
    """A whole definition."""
    return "".join(f"{entry(key, part)}\n" for key, part in value.items())


def entry(key: str, value: Any, indent: int = 0) -> str:
    """``key: value``, without the indentation of its first line and the end of its last."""
    name = _key(key)
    flat = f"{name}: {inline(value)}"
    if not isinstance(value, dict | list) or not value:
        return flat if value is not None else f"{name}:"
    if _short(key, value) and indent + len(flat) <= WIDTH:
        return flat
    inner = indent + INDENT
    lines = _items(value, inner) if isinstance(value, list) else _entries(value, inner)
    return "\n".join([f"{name}:", *(" " * inner + line for line in lines)])


def inline(value: Any) -> str:
    """On one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)}: {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    if isinstance(value, str):
        return value if _bare(value) else _quoted(value)
    return "null" if value is None else json.dumps(value)


def _key(key: str) -> str:
    """`on` is a word of the language, and everybody writes it so."""
    return key if key == "on" else scalar(key)


def _short(key: str, value: Any) -> bool:
    if isinstance(value, list):
        return all(not isinstance(one, dict | list) for one in value)
    return key in FLAT or all(not isinstance(one, dict | list) for one in value.values())


def _entries(value: dict[str, Any], indent: int) -> list[str]:
    return [entry(key, part, indent) for key, part in value.items()]


def _items(value: list[Any], indent: int) -> list[str]:
    """Of a list whose parts have lines of their own."""
    return [f"- {_item(part, indent)}" for part in value]


def _item(part: Any, indent: int) -> str:
    flat = inline(part)
    if not isinstance(part, dict) or not part or indent + INDENT + len(flat) <= WIDTH:
        return flat
    inner = indent + INDENT
    return f"\n{' ' * inner}".join(_entries(part, inner))


BARE = re.compile(r"[^\W\d_](?:[\w .'/&+()-]*[\w.)+])?|[0-9]{1,7}[smhd]")
TAKEN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that some readers of YAML take for something else."""


def _bare(text: str) -> bool:
    plain = bool(BARE.fullmatch(text)) and text.casefold() not in TAKEN
    return plain and "  " not in text and len(text) <= 60


HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML takes for the end of a line, or for nothing."""


def _quoted(text: str) -> str:
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
