"""How reports are answered. How they are asked for is in query.py."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, NamedSchema, agent_named, named
from bot.api.workflows.figures import StepFiguresSchema
from models.contact import State
from models.workflow.outcome import RunState


class StatusInReportSchema(NamedSchema):
    color = ma.fields.String()
    closure = ma.fields.Boolean()


def _count(about: str | None = None) -> ma.fields.Integer:
    return ma.fields.Integer(metadata={"description": about} if about else {})


def _rate(about: str | None = None) -> ma.fields.Float:
    """From 0 to 1; null of nothing."""
    return ma.fields.Float(allow_none=True, metadata={"description": about} if about else {})


def _seconds(about: str | None = None) -> ma.fields.Integer:
    metadata = {"description": about} if about else {}
    return ma.fields.Integer(allow_none=True, metadata=metadata)


class StatesSchema(ma.Schema):
    """How many of them are in each state now (C5)."""

    PROSPECT, PARTNER, CLIENT, OTHER = (ma.fields.Integer() for _ in State)


class SeriesSchema(ma.Schema):
    first = ma.fields.Date(data_key="from")
    last = ma.fields.Date(data_key="to")
    items = ma.fields.List(ma.fields.Dict(), metadata={"description": "Where anything was counted"})


class ReportSchema(ma.Schema):
    """What every report begins with."""

    first = ma.fields.Date(data_key="from", allow_none=True)
    last = ma.fields.Date(data_key="to", allow_none=True)
    timezone = ma.fields.String(metadata={"description": "Whose days these are"})


class PipelineItemSchema(ma.Schema):
    status = ma.fields.Nested(StatusInReportSchema)
    count = _count("Contacts that stand in it now")
    average_days = _rate("How long they have been in it")
    median_days = ma.fields.Float(allow_none=True)
    states = ma.fields.Nested(StatesSchema)


class PipelineSpanItemSchema(ma.Schema):
    status = named()
    count = _count("Came then, and stand in this status now")


class FunnelItemSchema(ma.Schema):
    status = ma.fields.Nested(StatusInReportSchema)
    reached = _count("Contacts that are or ever were in it")
    share = _rate("Of all that came")
    previous = named(allow_none=True)
    conversion = _rate("Of those who reached the step before, how many reached this one")
    states = ma.fields.Nested(StatesSchema)


class FunnelSpanItemSchema(ma.Schema):
    status = named()
    reached = ma.fields.Integer()


class ClosedAsSchema(ma.Schema):
    status = named()
    count = ma.fields.Integer()
    rate = _rate("Of all that it brought")


class OriginInReportSchema(ma.Schema):
    type, id, url, headline = (ma.fields.String(allow_none=True) for _ in range(4))


class SourcesItemSchema(ma.Schema):
    source = named(allow_none=True)
    origin = ma.fields.Nested(OriginInReportSchema, metadata={"description": "With group=origin"})
    brought = _count("Contacts that came in the period")
    open = ma.fields.Integer()
    closed = ma.fields.Integer()
    closed_as = ma.fields.List(ma.fields.Nested(ClosedAsSchema))
    closing_rate = _rate("Closed of brought")
    average_seconds_to_close = _seconds()
    median_seconds_to_close = _seconds("From their creation")


class SourcesSpanItemSchema(ma.Schema):
    source = named(allow_none=True)
    brought = ma.fields.Integer()
    closed = _count("Of those who came then")


class WaysSchema(ma.Schema):
    rules = ma.fields.Integer()
    fallback = ma.fields.Integer()
    hand = _count("By a person or a program")
    returned = _count("Wrote after a pause, and went to the former owner")
    no_reply = _count("The owner before did not answer in time")


class AgentsItemSchema(ma.Schema):
    agent = agent_named()
    active = ma.fields.Boolean()
    open = _count("Open contacts now")
    given = _count("Contacts given to them in the period")
    share = _rate("Of all that were given to these agents; for managers")
    given_by = ma.fields.Nested(WaysSchema)
    answered = _count("Of the given: somebody of ours wrote to them while the agent had them")
    answered_in_time = ma.fields.Integer()
    in_time_rate = _rate("Of the given")
    median_first_reply_seconds = _seconds("From being given to the first word")
    closed = _count("Closed in the period, while the agent had them")
    average_seconds_to_close = _seconds()
    median_seconds_to_close = _seconds("From their creation")
    interactions_completed = _count("Interactions with contacts that began in the period")
    interactions_missed = _count("That began in it, too: nobody said how it went")


class AgentsSpanItemSchema(ma.Schema):
    agent = agent_named()
    given = ma.fields.Integer()
    answered_in_time = ma.fields.Integer()
    closed = ma.fields.Integer()


class StepInReportSchema(StepFiguresSchema):
    drop_out = _rate("Lost of runs")


class WorkflowsItemSchema(ma.Schema):
    workflow = named()
    active = ma.fields.Boolean()
    started = _count("Conversations that started in the period")
    finished = ma.fields.Integer()
    running, handed_over, timed_out, stopped = (
        ma.fields.Integer() for one in RunState if one is not RunState.DONE
    )
    finishing_rate = _rate("Finished of started")
    steps = ma.fields.List(ma.fields.Nested(StepInReportSchema))


class WorkflowsSpanItemSchema(ma.Schema):
    workflow = named()
    started = ma.fields.Integer()
    finished = _count("Of those that started then")


class TakenBySchema(ma.Schema):
    agent = agent_named()
    taken = ma.fields.Integer()
    returned = _count("Of these: it had been theirs before, and took no turn")
    share = _rate("Of the turns, so without what returned: equal when it is even")


class TakenSchema(ma.Schema):
    taken = _count("How often a contact was given to somebody")
    share = _rate("Of all that were given")
    returned = _count("Of these: it went back to its former owner")
    nobody = _count("How often nobody could be given it, and it waited")
    agents = ma.fields.List(ma.fields.Nested(TakenBySchema))


class RulesItemSchema(TakenSchema):
    rule = named(allow_none=True, metadata={"description": "null: rules that are gone"})
    active = ma.fields.Boolean()


class RulesSpanItemSchema(ma.Schema):
    rule = named()
    taken = ma.fields.Integer()


class UnmatchedSchema(ma.Schema):
    times = _count("How often the rules were tried in vain")
    contacts = _count("For how many contacts")


def _report(name: str, item: Any, span_item: Any, **others: Any) -> type[ReportSchema]:
    """The answer of one report: its items, what else it tells, and its series."""
    span: dict[str, Any] = {"items": ma.fields.List(ma.fields.Nested(span_item))}
    series = SeriesSchema.from_dict(span, name=f"{name}SeriesSchema")
    fields: dict[str, Any] = {
        **others,
        "items": ma.fields.List(ma.fields.Nested(item)),
        "series": ma.fields.List(ma.fields.Nested(series), metadata={"description": "With by"}),
    }
    found: Any = ReportSchema.from_dict(fields, name=f"{name}ReportSchema")
    return found


PipelineSchema = _report(
    "Pipeline",
    PipelineItemSchema,
    PipelineSpanItemSchema,
    at=Moment(metadata={"description": "When it was like this"}),
    total=ma.fields.Integer(),
)
FunnelSchema = _report(
    "Funnel", FunnelItemSchema, FunnelSpanItemSchema, total=_count("Contacts that came")
)
SourcesSchema = _report("Sources", SourcesItemSchema, SourcesSpanItemSchema)
AgentsSchema = _report(
    "Agents",
    AgentsItemSchema,
    AgentsSpanItemSchema,
    reply_within_minutes=_count("As it is set now; each answer was judged as it was set then"),
)
WorkflowsSchema = _report("Workflows", WorkflowsItemSchema, WorkflowsSpanItemSchema)
RulesSchema = _report(
    "Rules",
    RulesItemSchema,
    RulesSpanItemSchema,
    fallback=ma.fields.Nested(TakenSchema),
    hand=ma.fields.Nested(TakenSchema),
    returned=ma.fields.Nested(TakenSchema),
    no_reply=ma.fields.Nested(TakenSchema),
    unmatched=ma.fields.Nested(UnmatchedSchema),
)
