"""Workflows under test, and what became of a customer's run in one."""

from models.contact.event import Event
from models.workflow.tables import Run
from tests.factories import make_workflow
from tests.story import Customer

SIZE = """
name: Size
steps:
  size: {ask: "Which size?", choices: [S, M, L], set: size, next: colour}
  colour: {ask: "Which colour?", set: colour, next: thanks}
  thanks: {say: "Thank you!"}
"""


def workflow(name: str, start: str, ask: str = "Which size?", active: bool = True) -> None:
    """A workflow of one question that starts by `start`, which is YAML."""
    source = f"{{name: {name}, start: {start}, steps: {{one: {{ask: '{ask}', set: {name}}}}}}}"
    make_workflow(source, active=active)


def said_to(customer: Customer) -> list[str]:
    """What the bot said, oldest first."""
    return [message.text for message in customer.heard()]


def run_of(customer: Customer) -> Run:
    """The newest run of the customer's contact."""
    runs = Run.select().where(Run.contact == customer.contact)
    return runs.order_by(Run.id.desc()).get()


def told_of(customer: Customer, *names: str) -> list[dict]:
    """The data of the contact's events of these names."""
    rows = Event.select().where(Event.contact == customer.contact, Event.name.in_(names))
    return [row.data for row in rows.order_by(Event.id)]


def keyword(*words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{{on: keyword, words: [{listed}]}}"


def started(customer: Customer) -> list[str]:
    return [data["workflow"] for data in told_of(customer, "workflow.started")]
