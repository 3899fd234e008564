"""How much of a file is read, and what is said of one that cannot be: each with its remedy."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
"""Characters: what a spreadsheet keeps in one cell."""
MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of a workbook's sheet, of which one row at a time is held."""
MOST_HELD = 48 * 1024 * 1024
"""Bytes of each of a workbook's other parts, which are held as a whole."""
MOST_PARTS = 2000
"""Files inside a workbook."""

AS_CSV = "save it as CSV (UTF-8), which has no such limit"


class Unreadable(ValueError):  # noqa: N818  (it is said to a person)
    """What is wrong with a file as a whole, with the remedy."""


def check_width(number: int, cells: int) -> None:
    if cells > MOST_COLUMNS:
        raise Unreadable(
            f"row {number} has {cells} columns, {MOST_COLUMNS} are read: delete those that are "
            "not needed, or tell the delimiter"
        )


def check_number(number: int) -> None:
    # The row of names is not counted.
    if number > MOST_ROWS + 1:
        raise Unreadable(f"it has more than {MOST_ROWS:,} rows: split it into several files")
