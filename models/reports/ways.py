"""How a contact comes to an agent, as reports tell it: by the triggers of assignments (X16). What
went back to its former owner is ``returned``, whatever set it off."""

from models.assignment.assignment import (
    FALLBACK_TRIGGER,
    MANUAL_TRIGGER,
    NO_REPLY_TRIGGER,
    RETURNED_TRIGGER,
)
from models.assignment.rule import Trigger

WAYS: dict[str, tuple[str, ...]] = {
    "rules": tuple(one.value for one in Trigger),
    "fallback": (FALLBACK_TRIGGER,),
    "hand": (MANUAL_TRIGGER,),
    "returned": (RETURNED_TRIGGER,),
    "no_reply": (NO_REPLY_TRIGGER,),
}
"""``no_reply``: the owner before did not answer in time."""
OF_TRIGGER = {trigger: way for way, triggers in WAYS.items() for trigger in triggers}
