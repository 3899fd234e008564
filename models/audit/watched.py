"""Of which tables each change is kept for the audit: settings, agents, keys. Never contacts, whose
events tell it, nor what only work goes through."""

from dataclasses import dataclass

from models.base import database


@dataclass(frozen=True, slots=True)
class Watched:
    kind: str
    """What a row is, or is part of: a member is part of its team."""
    id: str = "id"
    """The column with the id of that."""
    besides: tuple[str, ...] = ()
    """Columns that are not told: no setting, or kept elsewhere for ever."""


WATCHED: dict[str, Watched] = {
    "organisation": Watched("settings", besides=("catalogue_version", "reminders_since")),
    "status": Watched("status"),
    "source": Watched("source"),
    "tag": Watched("tag"),
    "trait": Watched("trait"),
    "option": Watched("option"),
    "automation": Watched("automation"),
    "agent": Watched("agent"),
    "leave": Watched("agent", "agent_id", ("id",)),
    "team": Watched("team"),
    "team_member": Watched("team", "team_id"),
    "rule": Watched("rule"),
    "rule_agent": Watched("rule", "rule_id"),
    "workflow": Watched("workflow", besides=("version_id",)),
    "workflow_version": Watched("workflow", "workflow_id", ("id", "source", "definition")),
    "webhook_endpoint": Watched("webhook_endpoint", besides=("failing_since", "former_until")),
    "api_key": Watched("api_key", besides=("last_used_at",)),
}
"""By table. Whoever adds a table of settings adds it here: `usher migrate` does the rest."""

CREATED = "created_at"


def attach() -> None:
    """Give each of these tables its trigger, as this release wants it."""
    for table, watched in WATCHED.items():
        wanted = _arguments(watched)
        if _attached(table) != wanted:
            listed = ", ".join(f"'{word}'" for word in wanted)
            database.execute_sql(
                f'CREATE OR REPLACE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION keep_audit({listed})"
            )


def _arguments(watched: Watched) -> list[str]:
    return [watched.kind, watched.id, *watched.besides, CREATED]


def _attached(table: str) -> list[str] | None:
    """The arguments of the table's trigger; None when it has none."""
    row = database.execute_sql(ARGUMENTS, (f'"{table}"',)).fetchone()
    return row[0].decode().split("\0")[:-1] if row else None


ARGUMENTS = "SELECT tgargs FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'audited'"
