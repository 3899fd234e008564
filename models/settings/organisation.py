"""The organisation's own settings: one row. A1, A8, R8."""

from datetime import date
from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model
from models.settings.status import Status

HAND_OVER_WORDS = (
    *("agent", "human", "person", "real person", "operator", "representative"),
    *("agente", "humano", "persona", "asesor", "atendente", "pessoa"),
    *("conseiller", "humain", "mitarbeiter", "mensch", "operatore", "medewerker"),
    *("موظف", "एजेंट", "客服", "人工"),
)
HAND_OVER_TEXT = "A colleague will write to you shortly."
ON_THE_DAY = {"days": 0, "to": "owner"}
LEAST_WORK_DAYS = 8
"""Meta delivers for seven days what was not acknowledged: until then its id must be known."""
EPOCH = date(1970, 1, 1)


class FirstReplyThen(StrEnum):
    """What follows when nobody replied although the owner was reminded (X5)."""

    NOTHING = "nothing"
    REASSIGN = "reassign"
    ESCALATE = "escalate"


class Organisation(Model):
    id = peewee.IntegerField(primary_key=True, default=1, constraints=[peewee.Check("id = 1")])
    name = peewee.TextField(default="")
    default_status = peewee.ForeignKeyField(Status, on_delete="RESTRICT")
    closure_days = peewee.IntegerField(
        default=14, constraints=[peewee.Check("closure_days BETWEEN 1 AND 3650")]
    )
    fallback = peewee.BooleanField(default=False)
    timezone = peewee.TextField(default="UTC")
    notice_template = peewee.TextField(default="contact_assigned")
    """The approved WhatsApp template that tells an agent of an assignment (W6)."""
    notice_language = peewee.TextField(default="en")
    hand_over_words = peewee.JSONField(default=lambda: list(HAND_OVER_WORDS))
    """Who says one of them, at whatever step, gets a person (X11)."""
    hand_over_text = peewee.TextField(default=HAND_OVER_TEXT)
    """Said once to who asked for a person; empty: nothing."""
    bot_returns_after = peewee.IntegerField(
        null=True, constraints=[peewee.Check("bot_returns_after > 0")]
    )
    """Minutes after a person's last word in which the bot stays silent; None: until it is asked
    back (W7)."""
    return_to_former_owner = peewee.BooleanField(default=True)
    """Whom nobody owns goes back to who had them before, if they are there (X7)."""
    first_reply_minutes = peewee.IntegerField(
        null=True, constraints=[peewee.Check("first_reply_minutes > 0")]
    )
    """Until a new owner must have written; None: no timer (X5)."""
    first_reply_then = EnumField(FirstReplyThen, default=FirstReplyThen.REASSIGN, max_length=10)
    """What follows when the reminder did not help either."""
    reminders = peewee.JSONField(default=lambda: [dict(ON_THE_DAY)])
    """The ladder about closure deadlines: ``[{"days": -2, "to": "owner"}, …]`` in the order of the
    days, the day itself (0, to the owner) always among them (A11, X9)."""
    reminders_since = peewee.DateField(default=EPOCH)
    """When the ladder was changed: steps that were due before then are not made up for."""
    quiet_from = peewee.TextField(null=True)
    """``HH:MM`` in the agent's time zone, with `quiet_to`: nobody is written to between (X9)."""
    quiet_to = peewee.TextField(null=True)
    digest_at = peewee.TextField(null=True)
    """``HH:MM`` in the agent's time zone at which the daily digest comes; None: none (X9)."""
    interaction_reminder_minutes = peewee.IntegerField(
        null=True, default=15, constraints=[peewee.Check("interaction_reminder_minutes > 0")]
    )
    """How long before an interaction its assignee is reminded; None: not at all."""
    currency = peewee.TextField(
        default="EUR", constraints=[peewee.Check("currency ~ '^[A-Z]{3}$'")]
    )
    """ISO 4217: of opportunities, and of purchases that name none."""
    keep_payloads_days = peewee.IntegerField(
        default=30, constraints=[peewee.Check("keep_payloads_days > 0")]
    )
    """How long a delivery is kept as it came, once it is handled (X19)."""
    keep_work_days = peewee.IntegerField(
        default=90, constraints=[peewee.Check(f"keep_work_days >= {LEAST_WORK_DAYS}")]
    )
    """How long rows of work that are done are kept, and jobs that have ended."""
    keep_messages_months = peewee.IntegerField(
        null=True, constraints=[peewee.Check("keep_messages_months > 0")]
    )
    """How long conversations are kept; None: for ever."""
    set_up = peewee.BooleanField(default=False)
    """Somebody went through the set-up; until then the home page leads there."""
    catalogue_version = peewee.BigIntegerField(default=1)
    """Rises with every change of a setting, so that a worker knows when to read them again."""

    @classmethod
    def hold(cls) -> "Organisation":
        """From here to the commit nobody else changes settings. Contacts are locked before it, if
        any, and everything else after it: docs/architecture.md, "One order of locks"."""
        held: Organisation = cls.select().where(cls.id == 1).for_update().get()
        return held

    @classmethod
    def the(cls) -> "Organisation":
        return cls.get_by_id(1)
