"""The ids of rows, as somebody wrote them: in an address, a form, a cell of a file."""

BIGGEST_ID = 2**63 - 1
"""What PostgreSQL's bigint holds."""
DIGITS = 18
"""All numbers of so many digits are ids; those of one more are not."""


def id_in(text: str) -> int:
    """The id that `text` is; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0
