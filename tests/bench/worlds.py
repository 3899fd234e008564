"""The organisations that are measured: few settings, so that what is counted is the work on
messages. Also how rows come into the inbox, and what was written."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from bot.whatsapp.envelope import split
from models.agents.team import Team
from models.assignment.rule import Rule, Ruleset, Trigger
from models.base import database
from models.queues.inbox import InboxItem
from models.workflow.tables import Workflow
from tests.bench import deliveries
from tests.factories import make_agent

AGENTS = ("Ann", "Bob", "Cid", "Eve", "Fay")
QUESTION = """
name: Budget
start: {on: first_message}
steps:
  budget:
    ask: "What's your preferred budget range?"
    kind: number
    set: budget
    next: thanks
  thanks:
    say: "Thank you! A colleague writes to you shortly."
"""
TABLES = (
    "contact",
    "identifier",
    "contact_trait",
    "message",
    "run",
    "event",
    "assignment",
    "notification",
    "outbox_item",
    "inbox_item",
)


def asking() -> None:
    """A first message starts a workflow of one question; its answer gives the contact an owner."""
    Workflow.publish(QUESTION)
    make_rule(Trigger.CONTACT_UPDATED, [{"field": "trait:budget", "op": "set"}])
    Ruleset.publish()


def assigning() -> None:
    """No workflow; whoever writes first gets an owner at once."""
    make_rule(Trigger.WHATSAPP_CONTACT_CREATED, [])
    Ruleset.publish()


def choosing(count: int) -> None:
    """As `asking`, but with `count` rules, of which only the last one matches the answer."""
    Workflow.publish(QUESTION)
    for n in range(count - 1):
        fields = ("trait:budget", "trait:city", "source")
        value = 2000 + n if n % 3 == 0 else f"Word {n}"
        make_rule(Trigger.CONTACT_UPDATED, [{"field": fields[n % 3], "op": "is", "value": value}])
    make_rule(Trigger.CONTACT_UPDATED, [{"field": "trait:budget", "op": "is", "value": 1500}])
    Ruleset.publish()


def make_rule(trigger: Trigger, conditions: list[dict[str, Any]]) -> None:
    """For the sales team, behind the rules that are there."""
    Rule.create(name="Rule", trigger=trigger, conditions=conditions, team=_team())


def _team() -> Team:
    team = Team.get_or_none(Team.name == "Sales")
    if team is None:
        team = Team.create(name="Sales")
        team.set_members([make_agent(name) for name in AGENTS])
    return team


def receive(bodies: Iterable[bytes]) -> None:
    """Put deliveries into the inbox, as the door does, only many at once."""
    items = (item for body in bodies for item in split(body))
    while many := list(islice(items, 1000)):
        InboxItem.receive(many)


def firsts(people: Sequence[int]) -> Iterable[bytes]:
    return (deliveries.message(n) for n in people)


def answers(people: Sequence[int]) -> Iterable[bytes]:
    return (deliveries.message(n + 10**9, "1500", who=n) for n in people)


def send_everything() -> None:
    """As if WhatsApp had taken every message that is owed."""
    database.execute_sql(
        "UPDATE message SET wamid = 'wamid.sent.' || md5(id::text), delivery = 'sent' "
        "WHERE delivery = 'queued'"
    )
    database.execute_sql("UPDATE outbox_item SET state = 'done', done_at = now()")


def receipts() -> Iterator[bytes]:
    """Delivered and read, for every message that was sent; the reader is of no importance."""
    sent = database.execute_sql("SELECT wamid FROM message WHERE delivery = 'sent' ORDER BY id")
    for (wamid,) in sent.fetchall():
        for status in ("delivered", "read"):
            yield deliveries.receipt(deliveries.person(1), wamid, status)


def written() -> dict[str, int]:
    """How many rows each table holds: two drains of the same inbox must agree."""
    return {
        table: database.execute_sql(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in TABLES
    }
