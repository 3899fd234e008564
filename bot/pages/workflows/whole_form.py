"""The form of what holds for a whole workflow: its name, what starts it, silence, words."""

from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms import SelectField

from bot.pages.fields import Text, Words
from bot.pages.workflows.step_fields import exit_of, listed, shown
from bot.pages.workflows.step_form import EXITS
from bot.pages.workflows.step_text import Values, leads
from bot.pages.workflows.ways import STARTS
from models.workflow.source import resolved


class WholeForm(wtforms.Form):
    name = Text("Name of the workflow")
    on = SelectField(
        "It starts",
        choices={"": "as usual", **{one.value: about for one, about in STARTS.items()}},
        validate_choice=False,
    )
    words = Text("Words that start it", description="Several with commas.")
    after = Text("Without an answer for", description="Such as 30m, 22h or 7d.")
    nudge = Words("it says")
    times = Text("so many times", description="1, unless you say so.")
    then_exit = SelectField("and then", choices=EXITS, validate_choice=False)
    then_to = Text("Step")
    retry = Words("Said before a question is asked again")
    late = Words("Said to a tap that no longer counts")
    restart = Text("Words that begin anew")
    cancel = Text("Words that end it")
    cancelled = Words("Said when it was ended so")

    def values(self) -> Values:
        start = {"on": self.on.data, "words": split(self.words.data)}
        timeout = {
            "after": self.after.data,
            "say": self.nudge.data,
            "times": resolved(self.times.data or ""),
            "then": leads(self.then_exit.data, self.then_to.data),
        }
        found = {
            "name": self.name.data,
            "start": _given(start),
            "timeout": _given(timeout),
            **{key: self[key].data for key in ("retry", "late", "cancelled")},
            **{key: split(self[key].data) for key in ("restart", "cancel")},
        }
        return _given(found)


KEYS = ("name", "start", "timeout", "retry", "restart", "cancel", "cancelled", "late")


def filled(raw: Mapping[str, Any], prefix: str = "") -> WholeForm:
    start, timeout = raw.get("start"), raw.get("timeout")
    start = start if isinstance(start, Mapping) else {"on": start}
    timeout = timeout if isinstance(timeout, Mapping) else {}
    exit, to = exit_of(timeout.get("then"))
    plain = ("name", "retry", "late", "cancelled")
    return WholeForm(
        prefix=prefix,
        on=shown(start.get("on")),
        words=listed(start.get("words")),
        after=shown(timeout.get("after")),
        nudge=shown(timeout.get("say")),
        times=shown(timeout.get("times")),
        then_exit=exit,
        then_to=to,
        **{key: shown(raw.get(key)) for key in plain},
        **{key: listed(raw.get(key)) for key in ("restart", "cancel")},
    )


def split(words: str | None) -> list[str]:
    return [one.strip() for one in (words or "").split(",") if one.strip()]


def _given(values: Values) -> Values:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
