"""Who acts is known for one transaction, and `usher migrate` can be repeated."""

from models import schema
from models.audit import acting
from models.audit.entry import AuditEntry
from models.base import database as db
from tests import factories


def test_who_acted_is_forgotten_with_the_transaction(committed: str) -> None:
    """The connection goes back to the pool and serves somebody else."""
    with db.connection_context():
        with db.atomic():
            acting.act("agent:5", None, "203.0.113.7")
            factories.make_tag("One")
        factories.make_tag("Two")
        entries = list(AuditEntry.select().where(AuditEntry.kind == "tag").order_by(AuditEntry.id))
    assert [(one.actor, one.address) for one in entries] == [
        ("agent:5", "203.0.113.7"),
        ("usher", None),
    ]


def test_migrating_again_changes_nothing(committed: str) -> None:
    with db.connection_context():
        before = AuditEntry.select().count()
    assert schema.migrate() == []
    with db.connection_context():
        assert AuditEntry.select().count() == before > 0
