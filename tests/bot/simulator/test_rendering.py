"""What Usher renders, Meta takes; what breaks a limit, Usher refuses to render itself (W5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.checks import problem
from bot.whatsapp.rendering import Recipient, render

PHONE = Recipient("447700900101", None)
NO_PHONE = Recipient(None, "PT.82")
TEMPLATES = {"offer": {"en": "{{1}} {{2}}"}}

words = st.text(min_size=1, max_size=30).filter(str.strip)
long_words = st.integers(1, 6000).map(lambda size: "Ünï 🙂 " * (size // 6 + 1))
texts = words | long_words
buttons = st.lists(texts, min_size=1, max_size=3).map(
    lambda titles: [{"id": f"1/q/{n}", "title": title} for n, title in enumerate(titles)]
)
rows = st.lists(st.tuples(texts, st.none() | texts), min_size=1, max_size=10).map(
    lambda pairs: [
        {"id": f"1/q/{n}", "title": title} | ({"description": about} if about else {})
        for n, (title, about) in enumerate(pairs)
    ]
)
contents: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": texts}),
    st.fixed_dictionaries(
        {"type": st.just("buttons"), "text": texts, "buttons": buttons}, optional={"footer": texts}
    ),
    st.fixed_dictionaries({"type": st.just("list"), "text": texts, "button": texts, "rows": rows}),
    st.fixed_dictionaries({"type": st.just("location_request"), "text": texts}),
    st.fixed_dictionaries({"type": st.just("contact_request"), "text": texts}),
    st.fixed_dictionaries(
        {
            "type": st.just("template"),
            "name": st.just("offer"),
            "language": st.just("en"),
            "parameters": st.lists(texts, min_size=2, max_size=2),
        }
    ),
    st.just({"type": "reaction", "wamid": "wamid.X", "emoji": "👍"}),
    st.just({"type": "read", "wamid": "wamid.X", "typing": True}),
)


@pytest.mark.parametrize("recipient", [PHONE, NO_PHONE], ids=["by phone", "by id"])
@given(content=contents)
def test_meta_takes_what_usher_renders(recipient: Recipient, content: dict[str, Any]) -> None:
    try:
        body = render(content, recipient, "outbox:7")
    except ValueError:
        return
    error = problem(body, TEMPLATES)
    assert error is None, f"{error.code} {error.details}"
