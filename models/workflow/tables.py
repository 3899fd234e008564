"""Workflows as they are kept: every save is a new version, and a run stays on the version it began
with."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.base import Model, NameField, TimeField, moment, partial_index, unique_name
from models.conditions.comparing import fold
from models.contact import Contact
from models.workflow import language
from models.workflow.names import renamed
from models.workflow.outcome import Place, RunState
from models.workflow.renaming import in_todays_names


class Workflow(Model):
    id = peewee.BigAutoField()
    name = NameField()
    active = peewee.BooleanField(default=True)
    version = peewee.DeferredForeignKey(
        "WorkflowVersion", on_delete="SET NULL", null=True, index=False
    )
    """The version that new conversations get."""
    created_at = moment()

    @classmethod
    def publish(cls, source: str, active: bool = True) -> "Workflow":
        """Check a definition and make it the version for new conversations of the workflow it
        names.

        Raises language.DefinitionError, which names every wrong step.
        """
        definition = language.parse(source)
        workflow = cls.get_or_none(peewee.fn.LOWER(cls.name) == definition.name.lower())
        if workflow is None:
            workflow = cls.create(name=definition.name)
        workflow.revise(source, definition)
        workflow.active = active
        workflow.save()
        return workflow

    def revise(self, source: str, definition: language.Definition) -> None:
        """Add a version; conversations that are running stay on theirs (X11)."""
        last = (
            WorkflowVersion.select(peewee.fn.MAX(WorkflowVersion.number))
            .where(WorkflowVersion.workflow == self)
            .scalar()
        )
        self.name = definition.name
        self.version = WorkflowVersion.create(
            workflow=self, number=(last or 0) + 1, source=source, definition=definition.to_json()
        )


class WorkflowVersion(Model):
    id = peewee.BigAutoField()
    workflow = peewee.ForeignKeyField(Workflow, on_delete="CASCADE", index=False)
    number = peewee.IntegerField()
    source = peewee.TextField()
    """As its author wrote it, with comments."""
    definition = peewee.JSONField()
    created_at = moment()

    class Meta:
        indexes = ((("workflow", "number"), True),)

    former: Mapping[tuple[str, str], str] = {}
    """What things are called today, by their kind and the folded name that they had before."""

    @cached_property
    def parsed(self) -> language.Definition:
        return language.parse(self._in_todays_names() if self.former else self.definition)

    @cached_property
    def readable(self) -> language.Definition | None:
        """None for what an earlier release stored and this one no longer understands: nobody is
        led through it, and whoever is in it gets a person."""
        try:
            return self.parsed
        except language.DefinitionError:
            return None

    @property
    def todays_source(self) -> str:
        """The source, with what was renamed since by the names of today."""
        return in_todays_names(self.source, self.former)

    def _in_todays_names(self) -> dict[str, Any]:
        return renamed(
            self.definition, lambda kind, name: self.former.get((kind, fold(name)), name)
        )


class Run(Model):
    """Where a contact stands in a workflow."""

    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    version = peewee.ForeignKeyField(WorkflowVersion, on_delete="RESTRICT")
    state = EnumField(RunState, default=RunState.RUNNING, max_length=12)
    step = peewee.TextField(null=True)
    asked = peewee.IntegerField(default=0)
    nudges = peewee.IntegerField(default=0)
    trail = peewee.JSONField(default=dict)
    """What happened at each step: ``{"budget": {"asked": 2, "reasked": 1, "answered": 1}}``, for
    the figures (X11)."""
    due_at = TimeField(null=True)
    """When silence becomes a time-out."""
    started_at = moment()
    ended_at = TimeField(null=True)

    class Meta:
        indexes = ((("contact", "id"), False),)

    @property
    def place(self) -> Place:
        """Where it stands, as the engine knows it."""
        return Place(self.step, self.asked, self.nudges)

    @place.setter
    def place(self, place: Place) -> None:
        self.step, self.asked, self.nudges = place.step, place.asked, place.nudges


RUNNING = peewee.SQL("state = 'running'")

partial_index(Run, "run_one_per_contact", "contact", where=RUNNING, unique=True)
partial_index(Run, "run_due", "due_at", where=RUNNING)
# Rows come in the order of time and stay about there: such an index is small and costs nothing.
Run.add_index(Run.index(Run.started_at, using="BRIN", name="run_day"))
unique_name(Workflow)
