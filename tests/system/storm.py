"""Everything that changes many contacts, at the same time and of the same contacts, against a whole
house; and what must hold when it is over."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import requests

from bot.simulator import items, payloads
from models.base import database
from models.contact import Contact
from tests.system.house import House

PEOPLE = 120
STATES = ["PROSPECT", "PARTNER", "CLIENT", "OTHER"]


class _TooFew(Exception):
    """The storm is over before so many had written: nobody more will."""


class Storm:
    """`answers`: how often which call was answered how; `faults`: what no client should see."""

    def __init__(self, house: House, seed: int = 1) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        self.faults: list[str] = []
        self._house = house
        self._chance = random.Random(seed)
        self._over = threading.Event()
        self._people = [
            payloads.Person(bsuid=f"GB.7{n:09}", name=f"P{n}", phone=f"44791{n:07}")
            for n in range(PEOPLE)
        ]

    def rage(self, seconds: float) -> None:
        """All of it at once, for so long. Fails with the first that fails."""
        failures: list[BaseException] = []
        actors = [self._write, self._write, self._select, self._select, self._edit, self._edit]
        actors += [self._import, self._campaign, self._erase, self._merge, self._restatus]
        actors += [self._leave, self._look]

        def act(actor: Callable[[Any], None]) -> None:
            try:
                with requests.Session() as session, database.connection_context():
                    while not self._over.is_set():
                        actor(session)
            except _TooFew:
                pass
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=act, args=(actor,)) for actor in actors]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self._over.set()
        for thread in threads:
            thread.join()
        assert failures == []

    def seen(self) -> dict[str, dict[int, int]]:
        """How often each kind of call was answered how."""
        names = sorted({name for name, _ in self.answers})
        return {
            name: {status: count for (of, status), count in self.answers.items() if of == name}
            for name in names
        }

    def call(self, session: Any, name: str, method: str, path: str, **body: Any) -> Any:
        answer = session.request(
            method,
            f"{self._house.url}/api/v1{path}",
            headers={"Authorization": "Bearer the-key-of-the-test"},
            timeout=60,
            **body,
        )
        self.answers[name, answer.status_code] += 1
        if answer.status_code >= 500:
            self.faults.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def _write(self, session: Any) -> None:
        person = self._chance.choice(self._people)
        self._house.post(payloads.delivery(person, items.text("Hi")), session)
        self.answers["message", 200] += 1

    def _select(self, session: Any) -> None:
        chosen: dict[str, Any] = {"filter": {"state": self._chance.choice(STATES)}}
        if self._chance.random() < 0.5:
            chosen = {"ids": self._some(30)}
        changes = {"state": self._chance.choice(STATES), "add_tags": [self._word()]}
        changes |= self._chance.choice([{}, {"status": "Lost"}, {"status": "New Lead"}])
        self.call(session, "change", "POST", "/contacts/change", json=chosen | {"changes": changes})

    def _edit(self, session: Any) -> None:
        [id] = self._some(1)
        change = self._chance.choice(
            [
                {"traits": {"budget": self._chance.randrange(3000)}},
                {"tags": [self._word()], "company": self._word()},
                {"status": self._chance.choice(["Interested", "Converted"])},
                {"owner": self._chance.choice(["mia@example.com", "cid@example.com", None])},
            ]
        )
        self.call(session, "edit", "PATCH", f"/contacts/{id}", json=change)

    def _import(self, session: Any) -> None:
        many = self._chance.choice([60, 60, 1100])
        rows = [
            {"phone": f"+44791{n:07}", "name": f"I{n}", "traits": {"word": self._word()}}
            for n in self._chance.sample(range(many * 2), many)
        ]
        self.call(session, "import", "POST", "/contacts/bulk", json={"contacts": rows})

    def _campaign(self, session: Any) -> None:
        order = {
            "name": f"C{self._chance.random()}",
            "ids": self._some(60),
            "template": {"name": "storm", "language": "en", "parameters": []},
            "rate": 4800,
        }
        answer = self.call(session, "campaign", "POST", "/campaigns", json=order)
        if answer.status_code == 201:
            for verb in self._chance.choice(
                [(), ("pause", "resume"), ("stop",), ("pause", "stop")]
            ):
                path = f"/campaigns/{answer.json()['id']}/{verb}"
                self.call(session, "halt", "POST", path)

    def _erase(self, session: Any) -> None:
        [id] = self._some(1)
        self.call(session, "erase", "DELETE", f"/contacts/{id}")
        self._over.wait(0.05)

    def _merge(self, session: Any) -> None:
        one, other = self._some(2)
        self.call(session, "merge", "POST", f"/contacts/{one}/merge", json={"with": other})
        self._over.wait(0.02)

    def _restatus(self, session: Any) -> None:
        """A status comes, is taken, and goes."""
        new = {"name": f"S{self._chance.random()}", "color": "#123456"}
        made = self.call(session, "status", "POST", "/statuses", json=new)
        moved = {"ids": self._some(40), "changes": {"status": new["name"]}}
        self.call(session, "change", "POST", "/contacts/change", json=moved)
        path = f"/statuses/{made.json()['id']}?move_to=Interested"
        self.call(session, "remove", "DELETE", path)

    def _leave(self, session: Any) -> None:
        """Somebody comes, is given contacts, and leaves."""
        new = {"name": "Tim", "email": f"tim{self._chance.random()}@example.com"}
        made = self.call(session, "agent", "POST", "/agents", json=new).json()
        given = {"ids": self._some(20), "changes": {"owner": new["email"]}}
        self.call(session, "change", "POST", "/contacts/change", json=given)
        fate = self._chance.choice(["release", "mia@example.com"])
        path, left = f"/agents/{made['id']}", {"active": False, "contacts": fate}
        self.call(session, "leave", "PATCH", path, json=left)

    def _look(self, session: Any) -> None:
        path = self._chance.choice(["/contacts?q=p1", "/reports/pipeline", "/contacts?sort=name"])
        self.call(session, "look", "GET", path)

    def _some(self, count: int) -> list[int]:
        ids = [id for (id,) in Contact.select(Contact.id).tuples()]
        while len(ids) < count:
            if self._over.wait(0.02):
                raise _TooFew
            ids = [id for (id,) in Contact.select(Contact.id).tuples()]
        return self._chance.sample(ids, count)

    def _word(self) -> str:
        return f"W{self._chance.randrange(12)}"


def disorder() -> dict[str, list[Any]]:
    """What must never be, with the ids of where it is."""
    found = {name: database.execute_sql(sql).fetchall() for name, sql in NEVER.items()}
    return {name: rows[:10] for name, rows in found.items() if rows}


NEVER = {
    "an owner of whom no event tells": """
        SELECT c.id FROM contact c LEFT JOIN LATERAL (
            SELECT e.name, (e.data ->> 'agent_id')::bigint AS agent_id FROM event e
            WHERE e.contact_id = c.id AND e.name IN ('contact.assigned', 'contact.released')
            ORDER BY e.id DESC LIMIT 1
        ) e ON true
        WHERE c.owner_id IS DISTINCT FROM CASE e.name WHEN 'contact.assigned' THEN e.agent_id END
          AND NOT EXISTS (SELECT 1 FROM merged_contact m WHERE m.contact_id = c.id)""",
    "an assignment that no event tells": """
        SELECT c.id FROM contact c WHERE (
            SELECT count(*) FROM assignment a WHERE a.contact_id = c.id AND outcome = 'assigned'
        ) <> (SELECT count(*) FROM event e WHERE e.contact_id = c.id AND name = 'contact.assigned')
        """,
    "closed in an open status, or open in one that closes": """
        SELECT c.id FROM contact c JOIN status s ON s.id = c.status_id
        WHERE s.closure <> (c.closed_at IS NOT NULL)""",
    "an open contact of who has left": """
        SELECT c.id FROM contact c JOIN agent a ON a.id = c.owner_id
        WHERE c.closed_at IS NULL AND NOT a.active""",
    "a delivery of who is gone": """
        SELECT d.id FROM webhook_delivery d
        WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = d.contact_id)
          AND d.contact_id IS NOT NULL""",
    "waiting, with an owner or closed": """
        SELECT b.id FROM backlog_item b JOIN contact c ON c.id = b.contact_id
        WHERE b.state = 'pending' AND (c.owner_id IS NOT NULL OR c.closed_at IS NOT NULL)""",
    "a job whose counts do not add up": """
        SELECT j.id, j.kind, j.state, j.total, j.done, j.refused FROM job j
        WHERE j.kind <> 'campaign' AND j.state = 'done' AND j.total <> j.done + j.refused""",
    "a job that is over, with something left": """
        SELECT j.id FROM job j JOIN job_row r ON r.job_id = j.id
        WHERE j.state = 'done' AND r.state = 'pending'""",
    "a campaign that is over, with somebody left": """
        SELECT j.id FROM job j JOIN campaign c ON c.job_id = j.id
            JOIN campaign_recipient r ON r.campaign_id = c.id
        WHERE j.state IN ('done', 'stopped') AND r.state = 'pending'""",
    "a message that nothing sends": """
        SELECT m.id FROM message m LEFT JOIN outbox_item o ON o.message_id = m.id
        WHERE m.delivery = 'queued' AND (o.id IS NULL OR o.state <> 'pending')""",
    "a job that failed": "SELECT id, last_error FROM job WHERE state = 'failed'",
    "an item that is parked": "SELECT id, last_error FROM inbox_item WHERE state = 'parked'",
}
