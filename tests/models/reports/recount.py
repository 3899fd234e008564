"""The same figures counted anew in plain Python, from nothing but what happened: events, messages,
decisions, runs, and where contacts stand. None of what is kept for reports is looked at."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from models.agents.agent import Agent
from models.assignment.assignment import Assignment
from models.assignment.rule import Rule
from models.clock import now
from models.contact import Contact, State
from models.contact.event import Event
from models.contact.message import Message
from models.interactions.interaction import Interaction, Standing
from models.reports.period import By, Period
from models.settings.source import Source
from models.settings.status import Status
from models.workflow.tables import Run, Workflow, WorkflowVersion

STEPS = ["size", "colour"]
HOUR = timedelta(hours=1)


@dataclass
class Past:
    """What happened to one contact."""

    contact: Contact
    reached: set[str] = field(default_factory=set)
    closed: tuple[datetime, int | None] | None = None
    """When, and whose it was then; None: it is open."""


@dataclass
class Given:
    """A contact that was given to somebody, and when they first heard of us."""

    contact: int
    agent: int
    at: datetime
    trigger: str
    replied: datetime | None = None


class Books:
    def __init__(self) -> None:
        self.pasts = {one.id: Past(one) for one in Contact.select()}
        self.decisions = list(Assignment.select().order_by(Assignment.id))
        self.agents = {one.id: one for one in Agent.select()}
        self.statuses = list(Status.select().order_by(Status.position, Status.id))
        self.sources = list(Source.select().order_by(Source.id))
        owners: dict[int, int | None] = {}
        for event in Event.select().order_by(Event.id):
            self._tell(event, owners)
        self.given = self._givings()
        self.met = list(Interaction.select().where(Interaction.contact.is_null(False)))

    def _tell(self, event: Event, owners: dict[int, int | None]) -> None:
        past, data = self.pasts[event.contact_id], event.data
        if event.name in {"contact.created", "contact.status_changed"}:
            past.reached.add(data.get("after") or data["status"])
        elif event.name == "contact.assigned":
            owners[event.contact_id] = data["agent_id"]
            if past.closed == (event.at, None):
                past.closed = (event.at, data["agent_id"])
        elif event.name == "contact.released":
            owners[event.contact_id] = None
        elif event.name == "contact.closed":
            past.closed = (event.at, owners.get(event.contact_id))
        elif event.name == "contact.reopened":
            past.closed = None

    def _givings(self) -> list[Given]:
        """A word counts for who had the contact when it was said."""
        steps: list[tuple[datetime, int, int, Any]] = [
            (one.created_at, 0, one.id, one)
            for one in self.decisions
            if one.outcome.value in {"assigned", "released"}
        ]
        said = Message.select().where(Message.author == "agent")
        steps += [(one.created_at, 1, one.id, one) for one in said]
        found: list[Given] = []
        current: dict[int, Given | None] = {}
        for at, _, _, one in sorted(steps, key=lambda step: step[:3]):
            held = current.get(one.contact_id)
            if isinstance(one, Message):
                if held and held.replied is None:
                    held.replied = at
            elif one.outcome.value == "released":
                current[one.contact_id] = None
            else:
                trigger = "returned" if came_back(one) else one.trigger
                given = Given(one.contact_id, one.agent_id, at, trigger)
                current[one.contact_id] = given
                found.append(given)
        return found


@dataclass
class Days:
    """The same period, day by day."""

    period: Period

    def hold(self, moment: datetime) -> bool:
        return self.period.first <= self.day(moment) <= self.period.last

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.period.timezone)).date()

    def spans(self) -> list[list[date]]:
        days = (self.period.last - self.period.first).days + 1
        found: dict[Any, list[date]] = {}
        for n in range(days):
            day = self.period.first + timedelta(days=n)
            found.setdefault(self._key(day), []).append(day)
        return list(found.values())

    def series(
        self, rows: Iterable[tuple[datetime, Any]], told: Callable[[list[Any]], list[Any]]
    ) -> list[dict[str, Any]]:
        """`told` of the rows whose moments fall into each span."""
        if self.period.by is None:
            return []
        by_day = defaultdict(list)
        for moment, row in rows:
            by_day[self.day(moment)].append(row)
        return [
            {
                "first": days[0],
                "last": days[-1],
                "items": told([row for day in days for row in by_day[day]]),
            }
            for days in self.spans()
        ]

    def _key(self, day: date) -> Any:
        if self.period.by is By.WEEK:
            return day.isocalendar()[:2]
        return (day.year, day.month) if self.period.by is By.MONTH else day


def pipeline(books: Books, pasts: list[Past], days: Days, at: datetime) -> dict[str, Any]:
    def item(status: Status) -> dict[str, Any]:
        here = [one.contact for one in pasts if one.contact.status_id == status.id]
        ages = [(at - one.status_since) / timedelta(days=1) for one in here]
        return {
            "status": status.name,
            "count": len(here),
            "average_days": round(sum(ages) / len(ages), 2) if ages else None,
            "median_days": round(median(ages), 2) if ages else None,
            "states": states(here),
        }

    def told(rows: list[Past]) -> list[dict[str, Any]]:
        counts = Counter(one.contact.status_id for one in rows)
        return [
            {"status": one.name, "count": counts[one.id]}
            for one in books.statuses
            if counts[one.id]
        ]

    return {
        "total": len(pasts),
        "items": [item(one) for one in books.statuses],
        "series": days.series(came(pasts), told),
    }


def funnel(books: Books, pasts: list[Past], days: Days) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    before: str | None = None
    for status in books.statuses:
        here = [one for one in pasts if status.name in one.reached]
        there = [one for one in pasts if before in one.reached]
        both = [one for one in there if status.name in one.reached]
        items.append(
            {
                "status": status.name,
                "reached": len(here),
                "share": share(len(here), len(pasts)),
                "previous": before,
                "conversion": share(len(both), len(there)),
                "states": states(one.contact for one in here),
            }
        )
        before = before if status.closure else status.name

    def told(rows: list[Past]) -> list[dict[str, Any]]:
        counts = Counter(name for one in rows for name in one.reached)
        return [
            {"status": one.name, "reached": counts[one.name]}
            for one in books.statuses
            if counts[one.name]
        ]

    return {"total": len(pasts), "items": items, "series": days.series(came(pasts), told)}


def sources(books: Books, pasts: list[Past], days: Days) -> dict[str, Any]:
    keys: list[Any] = list(books.sources)
    if any(one.contact.source_id is None for one in pasts):
        keys.append(None)

    def of(key: Any, rows: list[Past]) -> list[Past]:
        return [one for one in rows if one.contact.source_id == (key and key.id)]

    def told(rows: list[Past]) -> list[dict[str, Any]]:
        return [
            {
                "source": key and key.name,
                "brought": len(of(key, rows)),
                "closed": sum(one.closed is not None for one in of(key, rows)),
            }
            for key in [*books.sources, None]
            if of(key, rows)
        ]

    items = [{"source": key and key.name, **closings(books, of(key, pasts))} for key in keys]
    return {"items": items, "series": days.series(came(pasts), told)}


def origins(books: Books, pasts: list[Past]) -> dict[str, Any]:
    ads: dict[str, list[Past]] = defaultdict(list)
    for one in pasts:
        if one.contact.origin:
            ads[one.contact.origin["source_id"]].append(one)
    items = [
        {
            "origin": {"type": "ad", "id": ad, "url": None, "headline": f"Offer {ad}"},
            **closings(books, ads[ad]),
        }
        for ad in sorted(ads, key=lambda ad: (-len(ads[ad]), ad))
    ]
    return {"items": items, "series": []}


def closings(books: Books, pasts: list[Past]) -> dict[str, Any]:
    closed = [one for one in pasts if one.closed]
    counts = Counter(one.contact.status_id for one in closed)
    times = [seconds(one) for one in closed if took_time(one)]
    return {
        "brought": len(pasts),
        "open": len(pasts) - len(closed),
        "closed": len(closed),
        "closed_as": [
            {"status": one.name, "count": counts[one.id], "rate": share(counts[one.id], len(pasts))}
            for one in books.statuses
            if one.closure
        ],
        "closing_rate": share(len(closed), len(pasts)),
        "average_seconds_to_close": sum(times) // len(times) if times else None,
        "median_seconds_to_close": int(median(times)) if times else None,
    }


def agents(books: Books, pasts: list[Past], days: Days, only: str | None = None) -> dict[str, Any]:
    ids = {one.contact.id for one in pasts}
    given = [one for one in books.given if one.contact in ids and days.hold(one.at)]
    closed = [one for one in pasts if one.closed and days.hold(one.closed[0])]
    held = Counter(one.contact.owner_id for one in pasts if one.closed is None)
    met = [one for one in books.met if one.contact_id in ids and days.hold(one.starts_at)]
    people = sorted(books.agents.values(), key=lambda one: one.name)
    items = [
        agent_item(
            one,
            held[one.id],
            [row for row in given if row.agent == one.id],
            [row for row in closed if row.closed[1] == one.id],
            [row for row in met if row.assignee_id == one.id],
            len(given) if only is None else 0,
        )
        for one in people
        if only in {None, one.name}
    ]

    def told(rows: list[Any]) -> list[dict[str, Any]]:
        found = []
        for one in people:
            mine = [row for row in rows if isinstance(row, Given) and row.agent == one.id]
            done = [row for row in rows if isinstance(row, Past) and row.closed[1] == one.id]
            counts = {"given": len(mine), "answered_in_time": sum(map(in_time, mine))}
            if (mine or done) and only in {None, one.name}:
                found.append({"agent": one.name, **counts, "closed": len(done)})
        return found

    moments = [*((one.at, one) for one in given), *((one.closed[0], one) for one in closed)]
    return {
        "reply_within_minutes": 60,
        "items": [one for one in items if one["known"] and one.pop("known")],
        "series": days.series(moments, told),
    }


def agent_item(
    agent: Agent,
    held: int,
    given: list[Given],
    closed: list[Past],
    met: list[Interaction],
    total: int,
) -> dict[str, Any]:
    ways = {
        "rules": {"whatsapp_contact_created", "contact_updated"},
        "fallback": {"fallback"},
        "hand": {"manual"},
        "returned": {"returned"},
        "no_reply": {"no_reply"},
    }
    waits = [int((one.replied - one.at) / timedelta(seconds=1)) for one in given if one.replied]
    times = [seconds(one) for one in closed if took_time(one)]
    standing = Counter(one.standing(now()) for one in met)
    return {
        "known": bool(held or given or closed or met or agent.role.value == "sales_agent"),
        "agent": agent.name,
        "active": True,
        "open": held,
        "given": len(given),
        "share": share(len(given), total),
        "given_by": {way: sum(one.trigger in set_ for one in given) for way, set_ in ways.items()},
        "answered": len(waits),
        "answered_in_time": sum(map(in_time, given)),
        "in_time_rate": share(sum(map(in_time, given)), len(given)),
        "median_first_reply_seconds": int(median(waits)) if waits else None,
        "closed": len(closed),
        "average_seconds_to_close": sum(times) // len(times) if times else None,
        "median_seconds_to_close": int(median(times)) if times else None,
        "interactions_completed": standing[Standing.COMPLETED],
        "interactions_missed": standing[Standing.MISSED],
    }


def came_back(decision: Assignment) -> bool:
    """As its trace tells it."""
    return bool(decision.pool and decision.pool.get("returned"))


def in_time(given: Given) -> bool:
    return given.replied is not None and given.replied - given.at <= HOUR


def rules(books: Books, days: Days) -> dict[str, Any]:
    here = [one for one in books.decisions if days.hold(one.created_at)]
    given = [one for one in here if one.outcome.value == "assigned"]
    unmatched = [one.contact_id for one in here if one.outcome.value == "unmatched"]
    known = list(Rule.select().order_by(Rule.position, Rule.id))
    listed = {"whatsapp_contact_created", "contact_updated"}

    def taken(triggers: set[str], rule: int | None) -> dict[str, Any]:
        mine = [one for one in given if one.trigger in triggers and one.rule_id == rule]
        counts = Counter(books.agents[one.agent_id].name for one in mine)
        back = [books.agents[one.agent_id].name for one in mine if came_back(one)]
        turns = len(mine) - len(back)
        nobody = [
            one
            for one in here
            if one.outcome.value == "nobody" and one.trigger in triggers and one.rule_id == rule
        ]
        return {
            "taken": len(mine),
            "share": share(len(mine), len(given)),
            "returned": len(back),
            "nobody": len(nobody),
            "agents": [
                {
                    "agent": name,
                    "taken": counts[name],
                    "returned": back.count(name),
                    "share": share(counts[name] - back.count(name), turns),
                }
                for name in sorted(counts)
            ],
        }

    def told(rows: list[Any]) -> list[dict[str, Any]]:
        counts = Counter(one.rule_id for one in rows)
        return [{"rule": one.name, "taken": counts[one.id]} for one in known if counts[one.id]]

    return {
        "items": [{"rule": one.name, "active": True, **taken(listed, one.id)} for one in known],
        "fallback": taken({"fallback"}, None),
        "hand": taken({"manual"}, None),
        "returned": taken({"returned"}, None),
        "no_reply": taken({"no_reply"}, None),
        "unmatched": {"times": len(unmatched), "contacts": len(set(unmatched))},
        "series": days.series([(one.created_at, one) for one in given], told),
    }


def workflows(days: Days) -> dict[str, Any]:
    of = {one.id: one.workflow_id for one in WorkflowVersion.select()}
    runs = [one for one in Run.select() if days.hold(one.started_at)]
    known = list(Workflow.select().order_by(Workflow.id))

    def told(rows: list[Run]) -> list[dict[str, Any]]:
        found = []
        for one in known:
            mine = [run.state.value for run in rows if of[run.version_id] == one.id]
            if mine:
                counts = {"started": len(mine), "finished": mine.count("done")}
                found.append({"workflow": one.name, **counts})
        return found

    return {
        "items": [
            workflow_item(one, [run for run in runs if of[run.version_id] == one.id])
            for one in known
        ],
        "series": days.series([(run.started_at, run) for run in runs], told),
    }


def workflow_item(workflow: Workflow, runs: list[Run]) -> dict[str, Any]:
    ends = [run.state.value for run in runs]
    return {
        "workflow": workflow.name,
        "active": workflow.active,
        "started": len(runs),
        "finished": ends.count("done"),
        **{end: ends.count(end) for end in ("running", "handed_over", "timed_out", "stopped")},
        "finishing_rate": share(ends.count("done"), len(runs)),
        "steps": [step_item(step, runs) for step in STEPS],
    }


def step_item(step: str, runs: list[Run]) -> dict[str, Any]:
    came_by = [run.trail[step] for run in runs if step in run.trail]
    here = [run.state.value for run in runs if run.step == step]
    lost = sum(end in {"handed_over", "timed_out", "stopped"} for end in here)
    words = ("asked", "reasked", "answered", "timed_out")
    return {
        "step": step,
        "runs": len(came_by),
        **{word: sum(told.get(word, 0) for told in came_by) for word in words},
        "waiting": here.count("running"),
        "handed_over": here.count("handed_over"),
        "left": here.count("stopped"),
        "lost": lost,
        "drop_out": share(lost, len(came_by)),
    }


def came(pasts: list[Past]) -> list[tuple[datetime, Past]]:
    return [(one.contact.created_at, one) for one in pasts]


def states(contacts: Iterable[Contact]) -> dict[str, int]:
    counts = Counter(one.state for one in contacts)
    return {state.value: counts[state] for state in State}


def seconds(past: Past) -> int:
    assert past.closed
    return int((past.closed[0] - past.contact.created_at) / timedelta(seconds=1))


def took_time(past: Past) -> bool:
    """Some are made as closed, as by an import."""
    return bool(past.closed and past.closed[0] != past.contact.created_at)


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def plain(report: Any) -> Any:
    """What a report tells, with names in the place of things."""
    if isinstance(report, dict):
        return {plain(key): plain(value) for key, value in report.items() if key != "at"}
    if isinstance(report, list):
        return [plain(one) for one in report]
    if isinstance(report, peewee.Model):
        return report.name  # type: ignore[attr-defined]
    return report.value if isinstance(report, State) else report
