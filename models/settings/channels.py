"""What may be done with sources and trait definitions, which contacts and rules refer to. M6."""

from models.contact import Contact, ContactTrait
from models.refusal import Refusal
from models.settings import naming
from models.settings.source import WHATSAPP, Source
from models.settings.trait import Trait, TraitKind


def rename_source(source: Source, name: str) -> None:
    """Rules that look at the source follow."""
    if source.name == WHATSAPP and name != WHATSAPP:
        raise Refusal(f"{WHATSAPP} is what new WhatsApp contacts get: it keeps its name", "name")
    naming.rename("source", source.name, name)
    source.name = name
    source.save()


def remove_source(source: Source) -> None:
    if source.name == WHATSAPP:
        raise Refusal(f"{WHATSAPP} is what new WhatsApp contacts get: it cannot be deleted")
    naming.refuse_if_named("source", source.name)
    held = Contact.select().where(Contact.source == source).count()
    if held:
        raise Refusal(
            f"{held} {_contacts(held)} the source {source.name}: give them another one first"
        )
    source.delete_instance()


def rename_trait(trait: Trait, name: str) -> None:
    """Rules that look at the trait follow."""
    naming.rename_trait(trait.name, name)
    trait.name = name
    trait.save()


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
    trait.save()


def remove_trait(trait: Trait) -> None:
    naming.refuse_if_trait_named(trait.name)
    held = _values(trait)
    if held:
        raise Refusal(f"{held} {_contacts(held)} a value for {trait.name}: clear those first")
    trait.delete_instance()


def _values(trait: Trait) -> int:
    count: int = ContactTrait.select().where(ContactTrait.trait == trait).count()
    return count


def _contacts(held: int) -> str:
    return "contact has" if held == 1 else "contacts have"
