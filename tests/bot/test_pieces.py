"""Files are sent and packed in pieces of some size, whatever they are made of (X12)."""

from bot.pieces import ENOUGH, gathered


def test_texts_and_bytes_become_few_pieces() -> None:
    parts = ["ä" * 1000, b"b" * 1000] * 100
    found = list(gathered(parts))
    assert b"".join(found) == ("ä" * 1000 + "b" * 1000).encode() * 100
    assert [len(piece) >= ENOUGH for piece in found[:-1]] == [True] * 4


def test_what_is_little_is_one_piece_and_nothing_is_none() -> None:
    assert list(gathered(["a", b"b"])) == [b"ab"]
    assert list(gathered([])) == []
