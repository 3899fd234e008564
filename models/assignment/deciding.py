"""Which pool gets a contact: rules first, then the fallback. R1 to R12. Who names a person instead
is in by_hand.py.

A change set is decided while it is handled (`fire`); who of the pool gets the contact is settled
when the batch is written, see placing.py.
"""

from typing import TYPE_CHECKING

from models.assignment.assignment import FALLBACK_TRIGGER, RETURNED_TRIGGER, Assignment, Outcome
from models.assignment.matching import CompiledRule
from models.assignment.placing import Placement
from models.assignment.pool import FALLBACK, PoolKey, PoolKind
from models.assignment.rule import Trigger
from models.conditions.condition import Facts

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


def fire(batch: "Batch", contact: "Contact") -> None:
    """One change set of `contact` is complete: try the rules once for all of it."""
    created, changed = contact.created_by_message, contact.changed
    pass_over(contact)
    rules = batch.catalogue.rules
    if contact.owned or rules.empty or not (created or changed):
        return
    triggers = [one for one in triggers_of(created, changed) if rules.listens(one)]
    fallback = created and batch.catalogue.organisation.fallback
    if triggers or fallback:
        _decide(batch, contact, triggers, fallback)


def pass_over(contact: "Contact") -> None:
    """The change set is complete, and no rule is tried for it: somebody named an owner."""
    contact.created_by_message = contact.changed = contact.made_now = False


def fire_forgotten(batch: "Batch") -> None:
    """Try the rules for whatever changed and was neither fired for nor passed over: no way of
    changing a contact skips them by mistake (R7). Normally there is none."""
    for contact in batch.contacts.values():
        if contact.changed or contact.created_by_message:
            fire(batch, contact)


def fire_anew(batch: "Batch", contact: "Contact") -> None:
    """Who had the contact has left: try the rules as if it had just come."""
    contact.created_by_message = contact.last_heard_at is not None
    contact.changed = True
    fire(batch, contact)


def offer_back(batch: "Batch", contact: "Contact") -> None:
    """The contact has come back after a pause: the former owner gets it, if they are there and no
    rule took it (X7)."""
    if not contact.owned and not contact.placed and contact.former_owner_id is not None:
        contact.placed = True
        facts = contact.facts()
        batch.placements.append(
            Placement(contact, RETURNED_TRIGGER, None, None, None, facts, batch.cause)
        )


def triggers_of(created: bool, changed: bool) -> list[Trigger]:
    """Which rules a change set concerns, in the order in which they are tried."""
    concerned = ((Trigger.WHATSAPP_CONTACT_CREATED, created), (Trigger.CONTACT_UPDATED, changed))
    return [trigger for trigger, meant in concerned if meant]


def pool_of(rule: CompiledRule) -> PoolKey:
    if rule.team_id is not None:
        return PoolKey(PoolKind.TEAM, rule.team_id)
    return PoolKey(PoolKind.RULE, rule.id)


def _decide(batch: "Batch", contact: "Contact", triggers: list[Trigger], fallback: bool) -> None:
    facts = contact.facts()
    placement = _placement(batch, contact, facts, triggers, fallback)
    if placement is not None:
        contact.placed = True
        batch.placements.append(placement)
    elif not contact.placed:
        _note_unmatched(batch, contact, facts, triggers)


def _placement(
    batch: "Batch", contact: "Contact", facts: Facts, triggers: list[Trigger], fallback: bool
) -> Placement | None:
    rules = batch.catalogue.rules

    def placement(trigger: str, rule: CompiledRule | None, key: PoolKey) -> Placement:
        rule_id = rule.id if rule else None
        return Placement(contact, trigger, rule_id, rules.ruleset_id, key, facts, batch.cause)

    for trigger in triggers:
        rule = rules.first_match(trigger, facts)
        if rule is not None:
            return placement(trigger.value, rule, pool_of(rule))
    if fallback:
        return placement(FALLBACK_TRIGGER, None, FALLBACK)
    return None


def _note_unmatched(
    batch: "Batch", contact: "Contact", facts: Facts, triggers: list[Trigger]
) -> None:
    """Rules were tried in vain: keep why, for whoever asks why nobody owns this contact (R12)."""
    for trigger in triggers:
        batch.new(
            Assignment,
            contact=contact.id,
            outcome=Outcome.UNMATCHED,
            trigger=trigger.value,
            ruleset=batch.catalogue.rules.ruleset_id,
            facts=facts.to_json(),
            cause=batch.cause,
        )
