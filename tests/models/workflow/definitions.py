"""Definitions for property tests: right ones of every shape, and mutants of them."""

import copy
from typing import Any

from hypothesis import strategies as st

from models.workflow.language import Definition, DefinitionError, parse
from models.workflow.step import Kind

WORDS = st.sampled_from(["Men", "Women", "VIP", "1000", "yes", "2026-12-31", "Ñandú", "👍", "a'b"])
TEXTS = st.builds(
    str.__add__,
    st.sampled_from(["Hi", "What now?", "x" * 900, "y. " * 1300, "¿Qué, "]),
    st.sampled_from(["", ", {name}?", " {{{budget}}}", "\n\n{a}\n{b}", "!"]),
)
NAMES = [f"s{at}" for at in range(8)]
EFFECTS = st.fixed_dictionaries(
    {},
    optional={
        "tag": WORDS,
        "untag": st.lists(WORDS, min_size=1, max_size=3),
        "status": WORDS,
        "state": st.sampled_from(["CLIENT", "other"]),
        "source": WORDS,
        "traits": st.dictionaries(WORDS, WORDS | st.integers(0, 9) | st.booleans(), max_size=3),
    },
)
CONDITIONS = st.fixed_dictionaries(
    {
        "field": st.sampled_from(["tag", "status", "trait:a"]),
        "op": st.sampled_from(["is", "is_not", "contains"]),
        "value": WORDS,
    }
) | st.fixed_dictionaries(
    {
        "trait": st.sampled_from(["a", "budget"]),
        "op": st.sampled_from(["gt", "gte", "lt", "lte"]),
        "value": st.sampled_from([0, 1000, "2026-12-31"]),
    }
)
WHEN = CONDITIONS | st.fixed_dictionaries(
    {
        "match": st.sampled_from(["all", "any"]),
        "conditions": st.lists(CONDITIONS, min_size=1, max_size=3),
    }
)
SHORT = st.sampled_from(["Which?", "How {name}?", "z" * 1000])
CHOICES = st.lists(
    WORDS | st.fixed_dictionaries({"title": WORDS}, optional={"description": WORDS}),
    min_size=1,
    max_size=10,
    unique_by=lambda choice: (choice["title"] if isinstance(choice, dict) else choice).casefold(),
)
KINDS = st.sampled_from([kind.value for kind in Kind if kind is not Kind.CHOICE])
SET = {"set": st.sampled_from(["a", "b", "budget", "name"]), "retries": st.integers(0, 3)}
QUESTIONS = st.fixed_dictionaries({"ask": SHORT, "choices": CHOICES}, optional=SET)
QUESTIONS |= st.fixed_dictionaries({"ask": SHORT, "kind": KINDS}, optional=SET)
BODIES = QUESTIONS | st.fixed_dictionaries({"say": TEXTS}) | st.just({})
OUT = st.sampled_from([{"end": True}, {"hand_over": True}])


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    """Definitions that are right but, now and then, for what is said between two questions."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    steps = {name: draw(BODIES) | draw(EFFECTS) for name in names}
    for at, (name, step) in enumerate(steps.items()):
        ahead = names if "ask" in step else names[at + 1 :]
        leads = OUT | st.builds(lambda to: {"go": to}, st.sampled_from(ahead)) if ahead else OUT
        branches = st.lists(st.builds(lambda when, then: {"when": when} | then, WHEN, leads))
        last = {"go": names[at + 1]} if name != names[-1] else draw(leads)
        step["next"] = [*draw(branches), last]
        if "ask" in step and draw(st.booleans()):
            step["otherwise"] = draw(leads)
    timeouts = st.fixed_dictionaries(
        {"after": st.sampled_from(["1m", "24h", "30d"])},
        optional={
            "say": SHORT,
            "then": OUT | st.builds(lambda to: {"go": to}, st.sampled_from(names)),
        },
    )
    optional = {"timeout": timeouts, "retry": SHORT, "late": SHORT}
    return draw(st.fixed_dictionaries({"name": WORDS}, optional=optional)) | {"steps": steps}


def parsed(draft: dict[str, Any]) -> Definition | None:
    try:
        return parse(draft)
    except DefinitionError:
        return None


DEFINITIONS = drafts().map(parsed).filter(lambda definition: definition is not None)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text() | WORDS, inner, max_size=4)
    ),
    max_leaves=10,
)


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """A draft of which some parts were replaced, removed or repeated elsewhere."""
    draft: Any = copy.deepcopy(draw(drafts()))
    for _ in range(draw(st.integers(1, 4))):
        _mutate(draft, draw)
    return draft


def _mutate(part: Any, draw: st.DrawFn) -> None:
    while isinstance(part, dict | list) and part:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = draw(st.sampled_from(keys))
        if not isinstance(part[key], dict | list) or draw(st.booleans()):
            part[key] = copy.deepcopy(draw(ANYTHING | TEXTS | st.sampled_from(["{", {}, []])))
            return
        part = part[key]
