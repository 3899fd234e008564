"""Makes text shorter without breaking what a reader takes for one character. Knows no limits."""

from models.workflow.graphemes import joined


def cut(text: str, limit: int) -> str:
    """`text` within `limit` code points, and an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and joined(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def one_line(text: str) -> str:
    """`text` without line breaks, tabs and runs of spaces."""
    return " ".join(text.split())
