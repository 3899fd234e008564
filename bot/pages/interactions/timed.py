"""The part of a form that says when: a day, a start time, how long. By the clock of who plans."""

from datetime import datetime, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from bot.pages.forms import Form
from bot.pages.interactions.clock import my_time
from bot.pages.interactions.fields import Clock, Day, Minutes
from bot.pages.interactions.that_day import moment_of
from models.clock import now

TIME = ("day", "start", "duration")


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
        return moment_of(self.time()["starts_at"])

    def _named(self, path: str) -> Field | None:
        return super()._named("start" if path == "starts_at" else path)


def next_hour() -> datetime:
    """A full one, by my clock: what is planned now begins then or later."""
    begin = my_time(now()) + timedelta(hours=1)
    return begin.replace(minute=0, second=0, microsecond=0)
