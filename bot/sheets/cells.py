"""What a cell holds when a spreadsheet may open the file: strangers choose names and answers, and a
text that begins like a formula would be one (X12).

Such a text gets an apostrophe in front, and one that has it already gets one more, so that
`restored` gives back exactly what was `guarded`.
"""

import re
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

# As Excel, LibreOffice and Sheets read it: also the wide forms of East Asian keyboards.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")
GUARD = "'"


def written(value: Any) -> str:
    """`value` as the text of a cell. Numbers stay numbers; None is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return guarded(str(value.value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))


def guarded(text: str) -> str:
    """`text` as no spreadsheet takes it for a formula."""
    return GUARD + text if FORMULA.match(text) else text


def restored(text: str) -> str:
    """What was `guarded`: for reading back what we wrote."""
    return text.removeprefix(GUARD) if FORMULA.match(text) else text
