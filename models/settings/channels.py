"""What may be done with sources, tags and trait definitions, which contacts, rules and workflows
refer to. M6."""

from models.assignment import deciding
from models.base import database
from models.batch import unit_of_work
from models.contact import Contact, ContactTag, ContactTrait
from models.contact.finding import search
from models.refusal import Refusal
from models.settings import naming
from models.settings.former_name import FormerName, Named
from models.settings.source import WHATSAPP, Source
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind, choice_like

AT_ONCE = 500
"""Contacts that are changed in one set."""


def rename_source(source: Source, name: str) -> None:
    """Rules that look at the source follow."""
    if source.name == WHATSAPP and name != WHATSAPP:
        raise Refusal(f"{WHATSAPP} is what new WhatsApp contacts get: it keeps its name", "name")
    naming.rename(Named.SOURCE, source, name)


def remove_source(source: Source) -> None:
    refuse_source(source)
    _remove(Named.SOURCE, source)


def refuse_source(source: Source) -> None:
    """Raises Refusal, with the way out, when it cannot be deleted now (M6)."""
    if source.name == WHATSAPP:
        raise Refusal(f"{WHATSAPP} is what new WhatsApp contacts get, so it stays")
    naming.refuse_if_named(Named.SOURCE, source)
    held = Contact.select().where(Contact.source == source).count()
    if held:
        raise Refusal(
            f"{held} {_contacts(held)} the source {source.name}: give them another one first"
        )


def rename_trait(trait: Trait, name: str) -> None:
    """Rules and workflows that look at the trait follow."""
    naming.rename(Named.TRAIT, trait, name)


def change_kind(trait: Trait, kind: TraitKind) -> None:
    """Only while no contact has a value: a kept value would not be of the new kind."""
    if trait.kind is kind:
        return
    held = _values(trait)
    if held:
        raise Refusal(
            f"{held} {_contacts(held)} a value of the kind {trait.kind.value}: "
            "clear those first, or define another trait",
            "kind",
        )
    trait.kind = kind
    if kind is not TraitKind.CHOICE:
        trait.choices = None
    trait.save()


def offer(trait: Trait, choices: list[str] | None) -> list[str]:
    """What may be chosen from now on; None: any text. Nobody loses a value: answers, in sentences,
    how many contacts keep one that is no choice any more."""
    if trait.kind is not TraitKind.CHOICE and choices is not None:
        raise Refusal(
            f"{trait.name} is of the kind {trait.kind.value}: only one of the kind choice has "
            "choices: leave them out, or change its kind",
            "choices",
        )
    trait.choices = choices
    trait.save()
    return [] if choices is None else [_kept(*one) for one in _unoffered(trait, choices)]


def _kept(value: str, held: int) -> str:
    keep = "contact keeps" if held == 1 else "contacts keep"
    return f"{held} {keep} “{value[:NAMED]}”, which is no choice any more"


NAMED, MOST_TOLD = 100, 20


def _unoffered(trait: Trait, choices: list[str]) -> list[tuple[str, int]]:
    """Values that contacts have and that are no choice, with how many have each, most first."""
    held = database.execute_sql(HELD, (trait.id,)).fetchall()
    return [(value, count) for value, count in held if not choice_like(value, choices)][:MOST_TOLD]


HELD = """
SELECT value #>> '{}', count(*) FROM contact_trait WHERE trait_id = %s
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000
"""


def remove_trait(trait: Trait) -> None:
    refuse_trait(trait)
    _remove(Named.TRAIT, trait)


def refuse_trait(trait: Trait) -> None:
    """Raises Refusal, with the way out, when it cannot be deleted now."""
    naming.refuse_if_named(Named.TRAIT, trait)
    held = _values(trait)
    if held:
        raise Refusal(f"{held} {_contacts(held)} a value for {trait.name}: clear those first")


def rename_tag(tag: Tag, name: str) -> None:
    """Whoever has the tag has it by its new name; rules and workflows follow."""
    naming.rename(Named.TAG, tag, name)
    search.note(ContactTag.select(ContactTag.contact).where(ContactTag.tag == tag))


def refuse_tag(tag: Tag) -> None:
    """Raises Refusal, with the way out, when it cannot be deleted now, whoever has it."""
    naming.refuse_if_named(Named.TAG, tag)


def remove_tag(tag: Tag, cause: str, take_off: bool, move_to: Tag | None) -> None:
    """Delete a tag; contacts that have it lose it, or get `move_to` instead, as if somebody had
    changed each of them (R7). Raises Refusal while it is in use and nothing is said."""
    refuse_tag(tag)
    if move_to == tag:
        raise Refusal("its contacts must get another tag", "move_to")
    if take_off or move_to is not None:
        _take_off(tag, cause, move_to)
    held = ContactTag.select().where(ContactTag.tag == tag).count()
    if held:
        raise Refusal(
            f"{held} {_contacts(held)} the tag {tag.name}: take it off with ?take_off=true, "
            "or give them another with ?move_to=ANOTHER TAG"
        )
    _remove(Named.TAG, tag)


def _take_off(tag: Tag, cause: str, move_to: Tag | None) -> None:
    tagged = ContactTag.select(ContactTag.contact).where(ContactTag.tag == tag)
    while ids := [id for (id,) in tagged.order_by(ContactTag.contact).limit(AT_ONCE).tuples()]:
        with unit_of_work(cause, size=len(ids)) as batch:
            for contact in batch.load(ids):
                contact.remove_tag(tag.name)
                if move_to is not None:
                    contact.add_tag(move_to.name)
                deciding.fire(batch, contact)


def _remove(kind: Named, thing: Source | Tag | Trait) -> None:
    FormerName.forget(kind, thing.id)
    thing.delete_instance()


def _values(trait: Trait) -> int:
    count: int = ContactTrait.select().where(ContactTrait.trait == trait).count()
    return count


def _contacts(held: int) -> str:
    return "contact has" if held == 1 else "contacts have"
