"""Which options are offered, and in which order; none goes that something refers to."""

from collections.abc import Sequence

from models.refusal import Refusal
from models.settings.option import Option, OptionKind


def order(kind: OptionKind, options: Sequence[Option]) -> None:
    """Every option of `kind`, in the order in which they are offered from now on."""
    known = {one.id for one in Option.select().where(Option.kind == kind)}
    if len(options) != len(known) or {one.id for one in options} != known:
        raise Refusal(f"name every {kind} once; there are {len(known)}", "options")
    for position, option in enumerate(options, 1):
        Option.update(position=position).where(Option.id == option.id).execute()


def remove(option: Option, move_to: Option | None) -> None:
    """Delete `option`; what refers to it refers to `move_to` from then on.

    Raises Refusal when something refers to it and nothing else is named, or when it is the last.
    """
    if move_to is not None and (move_to.id == option.id or move_to.kind is not option.kind):
        raise Refusal(f"choose another {option.kind}", "move_to")
    if not Option.select().where(Option.kind == option.kind, Option.id != option.id).exists():
        raise Refusal(f"{option.name} is the last {option.kind}: add another one first")
    if move_to is not None:
        for field in Option._meta.backrefs:
            field.model.update({field: move_to}).where(field == option).execute()
    held = uses(option)
    if held:
        raise Refusal(
            f"{option.name} is used {'once' if held == 1 else f'{held} times'}: give those another "
            f"{option.kind} with ?move_to=ANOTHER"
        )
    option.delete_instance()


def uses(option: Option) -> int:
    """How many interactions or opportunities have it."""
    return sum(
        field.model.select().where(field == option).count() for field in Option._meta.backrefs
    )
