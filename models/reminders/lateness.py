"""Whether reminders come in time: how long the oldest of all kinds that is due has been waiting."""

from datetime import datetime, timedelta

from models.reminders import beginning, first_reply, ladder


def oldest_overdue(moment: datetime) -> timedelta:
    """Zero while nothing is due."""
    kinds = (ladder, first_reply, beginning)
    return max(kind.oldest_overdue(moment) for kind in kinds)
