"""Whatever stands in a signed delivery is kept, and no item costs its neighbours (W1)."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.whatsapp.envelope import split
from bot.whatsapp.reading import read
from models.queues.inbox import Received

N = "690044817732051"
SAID = '"type":"text","text":{"body":"hi"}'
GOOD = '{"from":"447700900123","from_user_id":"GB.7","id":"wamid.G",' + SAID + "}"


def around(*items: str, key: str = "messages") -> bytes:
    value = f'{{"metadata":{{"phone_number_id":"{N}"}},"{key}":[{",".join(items)}]}}'
    body = f'{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{value}}}]}}]}}'
    return body.encode("utf-8", "surrogateescape")


def good_ones(received: list[Received]) -> list[str]:
    return [one.external_id for one in received if one.external_id == f"m:{N}:wamid.G"]


DEEP = "[" * 1000 + "]" * 1000
DEEPER = '{"a":' * 100_000 + "1" + "}" * 100_000


@pytest.mark.parametrize(
    "odd",
    [
        "null",
        "7",
        '"text"',
        "[]",
        "[[]]",
        "{}",
        '{"id":null}',
        '{"id":7,"from":447700900555,"type":"text","text":"not an object"}',
        '{"id":[1],"from":{"a":1},"type":["text"],"text":{"body":"x"}}',
        '{"id":"wamid.1","from":"1","type":"text","text":{"body":"\\u0000 \\ud800 \\udfff"}}',
        '{"id":"wamid.\\u0000\\ud800","from":"\\u0000","type":"text"}',
        '{"id":"' + "w" * 5000 + '","from":"' + "9" * 5000 + '","type":"text"}',
        '{"id":"wamid.1","from":"1","type":"text","text":{"body":"raw \x00\x01\n"}}',
        '{"id":"wamid.1","from":"1","type":"text","text":{"body":"\udcff\udcfe"}}',
        '{"id":"wamid.1","from":"1","type":"location","location":{"latitude":NaN}}',
        '{"id":"wamid.1","from":"1","type":"location","location":{"latitude":-Infinity}}',
        '{"id":"wamid.1","from":"1","type":"location","location":{"latitude":1e999}}',
        '{"id":"wamid.1","from":"1","timestamp":' + "9" * 10_000 + ',"type":"text"}',
        '{"id":"wamid.1","id":"wamid.2","from":"1","from":"2","type":"text"}',
        '{"id":"wamid.1","from":"1","type":"text","text":' + DEEP + "}",
        '{"id":"wamid.1","from":"1","type":"text","text":' + DEEPER + "}",
        '{"id":"wamid.1","from":"1","type":"x","x":"[[[{{{\\"]"}',
        '{"id":"wamid.1","type":"system","system":[]}',
        '{"id":"wamid.1","type":"edit","edit":3,"from":"1"}',
    ],
    ids=lambda odd: odd[:60],
)
@pytest.mark.parametrize("key", ["messages", "statuses", "errors"])
def test_one_bad_item_never_costs_its_neighbours(odd: str, key: str) -> None:
    body = around(GOOD, odd, GOOD.replace("wamid.G", "wamid.H"), key=key)
    received = split(body)
    assert len(received) == 3
    for one in received:
        assert all(part.isascii() and "\x00" not in part for part in one)
        assert len(one.external_id) <= 200
        assert len(one.lane) <= 200
        readable_or_parked(one)
    if key == "messages":
        assert good_ones(received)


def readable_or_parked(received: Received) -> None:
    """Reading raises nothing but a ValueError, which parks the item with its reason."""
    with suppress(ValueError):
        read(received.kind, received.payload, received.number)


def test_a_message_with_a_strange_part_is_still_that_persons_message() -> None:
    (received,) = split(around(GOOD.replace('"hi"', "1e999")))
    assert (received.kind, received.lane) == ("message", f"{N}:GB.7")
    deep = GOOD.replace('{"body":"hi"}', '{"body":"hi","more":' + DEEP + "}")
    (received,) = split(around(deep))
    assert read(received.kind, received.payload, N).text == "hi"


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"{}", b"null", b"7", b"\x00", b"\xff\xfe", b'"' * 3, b"\xef\xbb\xbf"),
        *(b'{"entry":[]}', b'{"entry":{}}', DEEP.encode(), DEEPER.encode(), b"[" * 100_000),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_cannot_be_split_is_kept_whole(body: bytes) -> None:
    (received,) = split(body)
    assert received.kind == "unreadable"
    kept = json.loads(received.payload)
    assert kept["body"].encode("utf-8", "surrogateescape") == body
    with pytest.raises(ValueError, match=r"."):
        read(received.kind, received.payload, received.number)


def test_meta_s_own_sample_with_an_object_for_entry_is_understood() -> None:
    plain = json.loads(around(GOOD))
    (entry,) = plain["entry"]
    for odd in ({"0": entry}, entry):
        assert good_ones(split(json.dumps({"entry": odd}).encode()))


@pytest.mark.parametrize("odd", [None, 7, "x", [], [7], {"changes": 7}, {"changes": [7, None]}])
def test_a_bad_entry_or_change_leaves_the_others_alone(odd: Any) -> None:
    plain = json.loads(around(GOOD))
    plain["entry"].insert(0, odd)
    plain["entry"].append({"id": "2", "changes": [{"field": "messages", "value": odd}]})
    received = split(json.dumps(plain).encode())
    assert len(good_ones(received)) == 1
    assert len(received) >= 3


@pytest.mark.parametrize("odd", [None, 7, "x", [], [7]])
@pytest.mark.parametrize(
    ("field", "key", "kind"),
    [
        ("user_preferences", "user_preferences", "preference"),
        ("smb_message_echoes", "message_echoes", "echo"),
    ],
)
def test_what_is_no_object_is_kept_beside_choices_and_echoes(
    field: str, key: str, kind: str, odd: Any
) -> None:
    plain = json.loads(around(GOOD, json.dumps(odd), key=key))
    plain["entry"][0]["changes"][0]["field"] = field
    good, bad = split(json.dumps(plain).encode())
    assert (good.kind, bad.kind, bad.number) == (kind, "unreadable", N)
    assert json.loads(bad.payload)["item"] == odd


@pytest.mark.parametrize("field", [None, 7, [], ["messages"], {}, {"messages": 1}])
def test_a_field_that_is_no_name_leaves_the_other_changes_alone(field: Any) -> None:
    plain = json.loads(around(GOOD))
    plain["entry"][0]["changes"].insert(0, {"field": field, "value": {"said": "so"}})
    odd, _ = received = split(json.dumps(plain).encode())
    assert len(good_ones(received)) == 1
    assert odd.kind == "change"
    assert json.loads(odd.payload)["value"] == {"said": "so"}


def test_a_byte_order_mark_changes_nothing() -> None:
    assert split(b"\xef\xbb\xbf" + around(GOOD)) == split(around(GOOD))


KEYS = "entry changes field value messages statuses errors contacts metadata id from type text"
WORDS = st.sampled_from(KEYS.split(" "))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_any_json_is_split_and_then_read_or_parked(value: Any) -> None:
    for received in split(json.dumps({"entry": value}).encode()):
        readable_or_parked(received)


@settings(deadline=None)
@given(st.dictionaries(WORDS | st.text(max_size=3), json_values, max_size=5))
def test_any_message_is_read_or_parked(item: dict[str, Any]) -> None:
    (received,) = split(around(json.dumps(item)))
    readable_or_parked(received)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_become_at_least_one_row(body: bytes) -> None:
    assert split(body)
