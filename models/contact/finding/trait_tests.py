"""What can be asked of a trait: its value, how it compares, whether there is one. By one index of
all traits' values, numbers by size and the rest as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import eq, ge, gt, le, lt, or_
from typing import Any

import peewee
from peewee import Case, Cast, Expression, fn

from models.contact.contact import ContactTrait
from models.contact.finding.clues import Clue, of_rows
from models.settings.trait import Trait, TraitKind

KEPT = 64
"""Characters of a text that the index holds."""


class TraitOp(StrEnum):
    IS = "is"
    NOT = "not"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    SET = "set"


@dataclass(frozen=True, slots=True)
class TraitTest:
    trait: Trait
    op: TraitOp
    values: Sequence[Any]
    """As the trait keeps them; for SET one truth. One of them must hold; for NOT none may."""

    @property
    def negative(self) -> bool:
        """Asks for what is not there: no index leads to it."""
        return self.op is TraitOp.NOT or (self.op is TraitOp.SET and not self.values[0])

    def clue(self) -> Clue:
        """Of the opposite, where the test is negative."""
        own = ContactTrait.trait == self.trait
        if self.op is TraitOp.SET:
            return of_rows(ContactTrait, own)
        return of_rows(ContactTrait, own & reduce(or_, map(self._fits, self.values)))

    def _fits(self, value: Any) -> Any:
        """In the words of the index, which is therefore found."""
        if self.trait.kind is TraitKind.NUMBER:
            return COMPARED[self.op](NUMBER, Decimal(str(value)))
        text = str(value)
        short = fn.LEFT(fn.LOWER(text), KEPT)
        found = NUMBER.is_null() & COMPARED[self.op](TEXT, short)
        if len(text) > KEPT:
            found &= fn.LOWER(AS_TEXT) == fn.LOWER(text)
        return found


def comparable(trait: Trait) -> bool:
    """Whether its values have an order that people know."""
    return trait.kind in (TraitKind.NUMBER, TraitKind.DATE)


AS_TEXT = Expression(ContactTrait.value, "#>>", peewee.SQL("'{}'"))
IS_NUMBER = fn.JSONB_TYPEOF(ContactTrait.value) == peewee.SQL("'number'")
NUMBER = Case(None, [(IS_NUMBER, Cast(ContactTrait.value, "numeric"))])
TEXT = fn.LEFT(fn.LOWER(AS_TEXT), peewee.SQL(str(KEPT)))
COMPARED = {
    TraitOp.IS: eq,
    TraitOp.NOT: eq,
    TraitOp.GT: gt,
    TraitOp.GTE: ge,
    TraitOp.LT: lt,
    TraitOp.LTE: le,
}
