"""What the stand-in for Meta remembers: phones, chats, webhooks still owed, how to misbehave.

Lives beside Usher's own tables so that several web processes share it; nothing else refers to it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import (
    BigAutoField,
    BlobField,
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
    fn,
)

from models.base import Model, TimeField, moment
from models.clock import now

KEEP_MESSAGES_FOR = timedelta(days=7)
KEEP_MESSAGES_PER_CUSTOMER = 200


class SimulatedCustomer(Model):
    """A person with a phone who can write to the business."""

    id = BigAutoField()
    name = TextField()
    phone = TextField(unique=True)
    """Digits with country code. Kept even while the person hides it behind a username."""
    phone_shared = BooleanField(default=True)
    """False: webhooks carry no phone, only the business-scoped id."""
    bsuid = TextField(unique=True)
    username = TextField(null=True, unique=True)
    typing_until = TimeField(null=True)
    """Until then the phone shows that the business is writing."""
    created_at = moment()


class SimulatedMessage(Model):
    """One bubble of a chat, in either direction."""

    id = BigAutoField()
    customer = ForeignKeyField(SimulatedCustomer, backref="messages", on_delete="CASCADE")
    customer_id: int
    number = TextField()
    """The business's phone_number_id on the other end."""
    wamid = TextField(unique=True)
    from_customer = BooleanField()
    type = TextField()
    content = JSONField(default=dict)
    """What Meta's JSON carries under the message's type."""
    context_wamid = TextField(null=True)
    status = TextField(default="accepted")
    """accepted, sent, delivered, read or failed; revoked when the customer took it back."""
    error_code = IntegerField(null=True)
    opaque = TextField(null=True)
    """`biz_opaque_callback_data`, echoed in receipts."""
    customer_reaction = TextField(null=True)
    business_reaction = TextField(null=True)
    shown_at = TimeField(null=True)
    """When the customer saw what the business sent."""
    created_at = moment()

    class Meta:
        indexes = ((("customer", "number", "id"), False),)

    @classmethod
    def prune(cls, customer: SimulatedCustomer) -> int:
        """Forget what is old in one chat and delivered; answers how many bubbles went."""
        owed = SimulatedWebhook.select().where(SimulatedWebhook.message == cls.id)
        newest = (
            cls.select(cls.id)
            .where(cls.customer == customer)
            .order_by(cls.id.desc())
            .limit(KEEP_MESSAGES_PER_CUSTOMER)
        )
        return (
            cls.delete()
            .where(
                cls.customer == customer,
                (cls.created_at < now() - KEEP_MESSAGES_FOR) | cls.id.not_in(newest),
                ~fn.EXISTS(owed),
            )
            .execute()
        )


class SimulatedMedia(Model):
    """A file that the business uploaded."""

    id = TextField(primary_key=True)
    number = TextField()
    """The business's phone_number_id that may send it."""
    mime = TextField()
    data = BlobField()
    created_at = moment(index=True)

    @classmethod
    def take(cls, id: str, number: str, mime: str, data: bytes) -> None:
        cls.delete().where(cls.created_at < now() - KEEP_MESSAGES_FOR).execute()
        cls.insert(id=id, number=number, mime=mime, data=data).execute()


class SimulatedWebhook(Model):
    """A webhook that Usher has not yet acknowledged: deleted at the first 200."""

    id = BigAutoField()
    body = TextField()
    """The exact JSON to sign and send."""
    attempts = IntegerField(default=0)
    due_at = TimeField(default=now, index=True)
    last_error = TextField(null=True)
    message = ForeignKeyField(SimulatedMessage, null=True, on_delete="CASCADE")
    message_id: int | None
    """The customer's message inside, so that its tick can turn."""
    receipt = TextField(null=True)
    """The status reported inside, when this is a receipt."""
    created_at = moment()

    @classmethod
    def claim(cls, limit: int, lease: timedelta) -> list["SimulatedWebhook"]:
        """Take due webhooks for as long as `lease`; nobody else takes them meanwhile."""
        due = (
            cls.select(cls.id)
            .where(cls.due_at <= now())
            .order_by(cls.due_at, cls.id)
            .limit(limit)
            .for_update(skip_locked=True)
        )
        return list(
            cls.update(attempts=cls.attempts + 1, due_at=now() + lease)
            .where(cls.id == fn.ANY(fn.ARRAY(due)))  # Read once: see models/retention.py.
            .returning(cls)
            .execute()
        )


class SimulatedRate(Model):
    """A rate limit by name, kept as the moment at which its borrowed quota is paid back."""

    name = TextField(primary_key=True)
    due_at = TimeField()

    @classmethod
    def spend(cls, name: str, every: timedelta, burst: int) -> bool:
        """Use one unit of a limit of one per `every`, `burst` at once; False when spent.

        One statement, so that processes that share the limit never overshoot it together.
        """
        moment = now()
        unpaid = fn.GREATEST(cls.due_at, moment)
        query = (
            cls.insert(name=name, due_at=moment + every)
            .on_conflict(
                conflict_target=[cls.name],
                update={cls.due_at: unpaid + every},
                where=unpaid <= moment + every * (burst - 1),
            )
            .returning(cls.name)
        )
        return bool(list(query.execute()))


class SimulatedBehaviour(Model):
    """How Meta behaves at the moment: one row, shared by all processes."""

    slow_ms = IntegerField(default=0)
    """Waits so long before it answers a send."""
    fail_code = IntegerField(null=True)
    """The Graph API error to answer with …"""
    fail_times = IntegerField(default=0)
    """… for so many more sends …"""
    fail_rate = FloatField(default=0.0)
    """… or for this share of them, 0 to 1."""
    fail_later = BooleanField(default=False)
    """Accept first, report the failure by a receipt."""
    repeat = IntegerField(default=1)
    """Delivers every webhook so many times, at the same moment."""
    shuffle = BooleanField(default=False)
    """Receipts overtake each other, and our own answer to the send."""
    drop_receipts = BooleanField(default=False)
    reads = TextField(default="shown")
    """When a message counts as read: shown, at_once or never."""
    allow_list = BooleanField(default=False)
    """Refuse recipients that are not among the customers, as a test number does."""
    throughput = IntegerField(default=80)
    """Sends a second per business number; 0 is no limit."""
    templates = JSONField(default=dict)
    """Approved templates: {name: {language: body with {{1}} …}}."""

    @classmethod
    def current(cls) -> "SimulatedBehaviour":
        """The row, made on first use."""
        cls.insert(id=1).on_conflict_ignore().execute()
        return cls.get_by_id(1)

    def take_failure(self) -> bool:
        """Use up one of the failures that were ordered; False when none is left."""
        owed = SimulatedBehaviour.fail_times
        taken = SimulatedBehaviour.update(fail_times=owed - 1).where(owed > 0)
        return taken.execute() == 1


MODELS: tuple[type[Model], ...] = (
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedMedia,
    SimulatedWebhook,
    SimulatedRate,
    SimulatedBehaviour,
)


def seen_since(customer: SimulatedCustomer, number: str, moment: datetime) -> bool:
    """Has the customer written to that number since `moment`?"""
    message = SimulatedMessage
    return (
        message.select()
        .where(
            message.customer == customer,
            message.number == number,
            message.from_customer,
            message.created_at > moment,
        )
        .exists()
    )


def forget(phones: Sequence[str], bsuids: Sequence[str]) -> None:
    """Nobody with one of these plays a customer any more; their chats go with them, and the files
    that they were sent (X19)."""
    who = SimulatedCustomer.phone.in_(phones) | SimulatedCustomer.bsuid.in_(bsuids)
    theirs = SimulatedMessage.select(SimulatedMessage.content["id"].as_text()).where(
        SimulatedMessage.customer.in_(SimulatedCustomer.select(SimulatedCustomer.id).where(who))
    )
    SimulatedMedia.delete().where(SimulatedMedia.id.in_(theirs)).execute()
    SimulatedCustomer.delete().where(who).execute()
