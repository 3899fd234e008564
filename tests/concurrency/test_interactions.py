"""Many who complete, change and delete the same interactions at the same time. I10,
X15."""

from contextlib import suppress
from functools import partial
from typing import Any

from models import base
from models.base import Outrun, database, undisturbed
from models.batch import unit_of_work
from models.contact.event import Event
from models.interactions import completing, planning
from models.interactions.interaction import Interaction
from models.refusal import Refusal
from models.settings.option import OptionKind
from tests.concurrency.crew import FORKS
from tests.factories import make_agent, make_contact, make_interaction, make_option
from tests.factories import now as moment

ROUNDS = 20


def test_each_is_completed_or_deleted_or_gone(committed: str) -> None:
    with database.connection_context():
        ann = make_agent()
        make_option(OptionKind.OUTCOME, "Successful")
        ids = [make_interaction(make_contact(), ann, moment()).id for _ in range(ROUNDS)]
    line = FORKS.Barrier(3)
    works = (_complete, _change, _delete)
    sides = [FORKS.Process(target=_each, args=(committed, one, ids, line)) for one in works]
    for one in sides:
        one.start()
    for one in sides:
        one.join(timeout=120)
        assert one.exitcode == 0
    with database.connection_context():
        told = Event.select().where(Event.name == "interaction.deleted")
        assert Interaction.select().count() + told.count() == ROUNDS


def _each(url: str, work: Any, ids: list[int], line: Any) -> None:
    base.connect(url)
    with database.connection_context():
        for id in ids:
            line.wait(60)
            with suppress(Refusal, Outrun, Interaction.DoesNotExist):
                undisturbed(partial(work, id))


def _complete(id: int) -> None:
    said = make_option(OptionKind.OUTCOME, "Successful")
    with unit_of_work("test") as batch:
        held = planning.hold(batch, Interaction.get_by_id(id))
        completing.complete(batch, held, said, {}, None)


def _change(id: int) -> None:
    with unit_of_work("test") as batch:
        held = planning.hold(batch, Interaction.get_by_id(id))
        planning.change(batch, held, {"tags": ["VIP"], "note": "Hello"}, None)


def _delete(id: int) -> None:
    with unit_of_work("test") as batch:
        planning.remove(batch, planning.hold(batch, Interaction.get_by_id(id)), None)
