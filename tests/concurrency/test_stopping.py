"""An agent stops while worker processes give contacts: none of them is left behind (X2)."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from models.agents import parting
from models.agents.agent import Agent
from models.agents.parting import Fate
from models.assignment.assignment import Assignment
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.queues.inbox import InboxItem
from models.settings.status import Status
from tests.concurrency.apart import apart, somebody_waits
from tests.concurrency.crew import crew
from tests.concurrency.test_capacity import make_agents, make_rules, people, write_all
from tests.factories import make_agent, make_contact
from tests.processes import eventually

__all__ = ["apart"]

Apart = Callable[[Callable[[], object]], Future[None]]


def test_who_stops_in_the_middle_of_it_keeps_nobody(committed: str, tmp_path: Path) -> None:
    with database.connection_context():
        agents = make_agents(3)
        make_rules(agents)
    crowd = people(900)
    with (
        crew(committed, tmp_path, 3),
        ThreadPoolExecutor(1) as poster,
        database.connection_context(),
    ):
        posted = poster.submit(write_all, crowd)
        for number, leaving in enumerate(agents[:2], 1):
            eventually(lambda agent=leaving: _had(agent) > 20 * number)  # noqa: B023
            parting.stop(leaving, {"active": False}, Fate.RELEASE, "test")
            assert _has(leaving) == 0
        posted.result()
    with database.connection_context():
        assert InboxItem.select().where(InboxItem.state != "done").count() == 0
        assert Contact.select().count() == 900
        assert Contact.select().where(Contact.owner == agents[2]).count() == 900
        assert [_has(agent) for agent in agents] == [0, 0, 900]


def test_who_reopens_a_contact_of_who_is_leaving_sees_that_they_left(
    committed: str, apart: Apart
) -> None:
    with database.connection_context():
        ann = make_agent("Ann")
        dora = make_contact(status="Lost", closed_at=now(), owner=ann)
        with database.atomic():
            parting.stop(ann, {"active": False}, Fate.RELEASE, "test")
            reopened = apart(lambda: _reopen(dora.id))
            eventually(somebody_waits(committed))
        reopened.result(30)
        dora = Contact.get_by_id(dora.id)
        assert (dora.closed_at, dora.owner_id) == (None, None)


def _reopen(id: int) -> None:
    with unit_of_work("test") as batch:
        [contact] = batch.load([id])
        contact.set_status(Status.get(Status.name == "Interested"))


def _has(agent: Agent) -> int:
    return Contact.select().where(Contact.owner == agent).count()


def _had(agent: Agent) -> int:
    return Assignment.select().where(Assignment.agent == agent).count()
