"""The contact: a person who writes to us. The fields stand here; what can
be done with one is in facets/.

Verbs change the contact in memory and note what they did in its batch, which writes everything in
sets. They send nothing.
"""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index
from models.contact.company import Company
from models.contact.facets.consent import Consent
from models.contact.facets.conversation import Conversation
from models.contact.facets.knowledge import Knowledge
from models.contact.facets.lifecycle import Lifecycle
from models.contact.facets.ownership import Ownership
from models.contact.state import State
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait


class Contact(Lifecycle, Knowledge, Conversation, Consent, Ownership, Model):
    id = peewee.BigAutoField()
    name = peewee.TextField(default="")
    username = peewee.TextField(null=True)
    """The WhatsApp username: for show, never a key, for it can be given up and taken by somebody
    else."""
    email = peewee.TextField(null=True)
    company = peewee.ForeignKeyField(
        Company, on_delete="RESTRICT", null=True, index=False, backref="contacts"
    )
    town = peewee.TextField(null=True)
    postcode = peewee.TextField(null=True)
    status = peewee.ForeignKeyField(Status, on_delete="RESTRICT", index=False)
    status_since = moment()
    passed = peewee.JSONField(null=True)
    """Ids of the statuses that it has left, each once; with `status` all that it ever reached."""
    source = peewee.ForeignKeyField(Source, on_delete="RESTRICT", null=True)
    state = EnumField(State, default=State.PROSPECT, max_length=10)
    owner = peewee.ForeignKeyField(Agent, on_delete="RESTRICT", null=True)
    closure_deadline = peewee.DateField(null=True)
    closed_at = TimeField(null=True)
    closer = peewee.ForeignKeyField(
        Agent, on_delete="SET NULL", null=True, index=False, backref="closed_contacts"
    )
    """Who had them when they were closed (A12); others may take them over afterwards."""
    number = peewee.TextField(null=True)
    """Our phone_number_id that they wrote to last: the one we answer from."""
    last_heard_at = TimeField(null=True)
    """When they wrote last, by WhatsApp's clock: the 24-hour window starts here."""
    account = peewee.BigIntegerField(null=True)
    """The WhatsApp account that they wrote from last: answers go there. See
    `Identifier.account`."""
    silenced_at = TimeField(null=True)
    """A person has the conversation and the bot is silent: when they wrote, or silenced it, last
    (W7). When that began is told by the event."""
    opted_out_at = TimeField(null=True)
    """Since when they want no message that no person wrote (X10)."""
    former_owner = peewee.ForeignKeyField(
        Agent, on_delete="SET NULL", null=True, index=False, backref="former_contacts"
    )
    """Who had them before they were released (X7)."""
    deadline_step = peewee.SmallIntegerField(default=0)
    """How many steps of the reminder ladder are done for this deadline (X9)."""
    reply_due_at = TimeField(null=True)
    """When the owner's first reply is overdue; None: nothing is awaited (X5)."""
    reply_step = peewee.SmallIntegerField(default=0)
    """How often the owner was reminded of that reply."""
    origin = peewee.JSONField(null=True)
    """The ad or link that brought them (M7)."""
    last_contacted_at = TimeField(null=True)
    """When a person of ours wrote to them or met them last (I7)."""
    flag = peewee.TextField(null=True)
    """Something about this contact that a person should look at, in a sentence."""
    created_at = moment()
    updated_at = moment()

    class Meta:
        indexes = (
            (("created_at", "id"), False),
            # What the pipeline counts: how many, since when, in which state (M9, C5).
            (("status", "status_since", "state"), False),
        )

    def called(self, phone: str | None = None) -> str:
        """What to call them, also when they have no name. Their `phone` is known to few."""
        handle = f"@{self.username}" if self.username else None
        return self.name or handle or (f"+{phone}" if phone else f"Contact {self.id}")


partial_index(
    Contact, "contact_deadline", "deadline_step", "closure_deadline", where="closed_at IS NULL"
)
partial_index(
    Contact, "contact_reply_due", "reply_due_at", where=Contact.reply_due_at.is_null(False)
)

# Closings by day, with what reports ask about them (A12). It costs nothing until one is closed.
Contact.add_index(
    peewee.SQL(
        'CREATE INDEX "contact_closed_at" ON "contact" ("closed_at") '
        'INCLUDE ("closer_id", "source_id", "created_at") WHERE ("closed_at" IS NOT NULL)'
    )
)

# Who may be the same person (X6).
partial_index(
    Contact, "contact_email", peewee.fn.LOWER(Contact.email), where=Contact.email.is_null(False)
)
partial_index(Contact, "contact_flag", "flag", where=Contact.flag.is_null(False))

# An agent's capacity is counted while a batch holds its locks: closed contacts must not cost (X3).
partial_index(
    Contact, "contact_open_owner", "owner", where="closed_at IS NULL AND owner_id IS NOT NULL"
)

# Lists by name: of strangers' names so much as an index takes.
Contact.add_index(
    peewee.SQL('CREATE INDEX "contact_name" ON "contact" (LEFT(LOWER("name"), 64), "id")')
)

# Most contacts that write have none of these: the drain does not pay for them.
partial_index(Contact, "contact_state", "state", "created_at", "id", where="state <> 'PROSPECT'")
partial_index(Contact, "contact_opted_out", "id", where=Contact.opted_out_at.is_null(False))
partial_index(Contact, "contact_company", "company", where=Contact.company.is_null(False))
partial_index(
    Contact, "contact_town", peewee.fn.LOWER(Contact.town), where=Contact.town.is_null(False)
)
Contact.add_index(
    peewee.SQL(
        'CREATE INDEX "contact_postcode" ON "contact" (LOWER("postcode") text_pattern_ops) '
        'WHERE ("postcode" IS NOT NULL)'
    )
)


class IdentifierKind(StrEnum):
    PHONE = "phone"
    """Digits with country code."""
    BSUID = "bsuid"
    """WhatsApp's business-scoped user id."""
    PARENT_BSUID = "parent_bsuid"
    EXTERNAL = "external_id"
    """The key of another program."""


class Identifier(Model):
    """One of the ways to a contact (X6). An inactive one is kept as an alias and leads nowhere."""

    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE")
    kind = EnumField(IdentifierKind, max_length=12)
    value = peewee.TextField()
    active = peewee.BooleanField(default=True)
    account = peewee.BigIntegerField(null=True)
    """Which of the person's WhatsApp accounts it belongs to, for those of one go together: None,
    and after a merge the id that their contact had."""
    created_at = moment()


partial_index(Identifier, "identifier_active_unique", "value", "kind", where="active", unique=True)


class ContactTag(Model):
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    tag = peewee.ForeignKeyField(Tag, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("contact", "tag")


class ContactTrait(Model):
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    trait = peewee.ForeignKeyField(Trait, on_delete="RESTRICT", index=False)
    value = peewee.JSONField()

    class Meta:
        primary_key = peewee.CompositeKey("contact", "trait")


# Numbers by size, everything else as text, of which an index takes only so much.
ContactTrait.add_index(
    peewee.SQL(
        'CREATE INDEX "contact_trait_value" ON "contact_trait" ("trait_id", '
        "(CASE WHEN jsonb_typeof(value) = 'number' THEN value::numeric END), "
        "LEFT(LOWER(value #>> '{}'), 64))"
    )
)
