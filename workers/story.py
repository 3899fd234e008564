"""The story of a failure, as it is kept with the row that failed, for a person to read."""

import traceback

LONGEST = 4000
"""Characters of a traceback: its end says most."""


def story(error: Exception) -> str:
    """What we refused ourselves says it in a sentence; a fault of ours needs its traceback."""
    return str(error) if isinstance(error, ValueError) else traced(error)


def traced(error: Exception) -> str:
    return "".join(traceback.format_exception(error))[-LONGEST:]
