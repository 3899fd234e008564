"""The part of a form that says when: a day, a start time, how long. By the clock of who plans."""

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange

from bot.pages.fields import Clock, Day, Number
from bot.pages.forms import Form
from bot.pages.my_clock import my_moment, my_time
from models.clock import now
from models.interactions.interaction import LONGEST, SHORTEST

MORNING = time(9)
QUARTER = timedelta(minutes=15)
TIME = ("day", "start", "duration")


class Minutes(Number):
    def __init__(self, label: str, least: int = SHORTEST, **options: Any) -> None:
        said = f"Give {least} to {LONGEST} minutes."
        span = NumberRange(least, LONGEST, said)
        marks = {"min": least, "max": LONGEST, "step": 5, "inputmode": "numeric"}
        super().__init__(label, validators=[_given(span)], render_kw=marks, **options)


class TimedForm(Form):
    day = Day("Day", validators=[InputRequired("Choose a day.")])
    start = Clock("Start time", validators=[InputRequired("Say when it begins.")])
    duration = Minutes("Duration, in minutes")

    def time(self) -> dict[str, Any]:
        """As the API takes it."""
        told: dict[str, Any] = {"starts_at": f"{self.day.data}T{self.start.data}"}
        return told | ({"duration": self.duration.data} if self.duration.data else {})

    def begins(self) -> datetime | None:
        """None as long as it is not said."""
        if self.day.data is None or self.start.data is None:
            return None
        return my_moment(self.time()["starts_at"])

    def _named(self, path: str) -> Field | None:
        return super()._named("start" if path == "starts_at" else path)


def usual_begin(text: str | None = None) -> datetime:
    """Of what is planned now: the next full quarter of an hour by my clock; on another day, which
    the address named, in the morning."""
    moment = my_time(now())
    day = day_named(text)
    if day is not None and day != moment.date():
        return datetime.combine(day, MORNING)
    moment += QUARTER
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def day_named(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _given(rule: Any) -> Any:
    """Only for a field that was filled in."""

    def check(form: Any, field: Any) -> None:
        if field.data is not None:
            rule(form, field)

    return check
