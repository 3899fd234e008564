"""What bot/access/ says of one endpoint."""

from dataclasses import dataclass
from enum import StrEnum

from models.agents.agent import Role
from models.agents.api_key import Scope


class Reach(StrEnum):
    """Which contacts an endpoint reaches for who may call it. Others than those one may see are
    not found (404); those one may see and no more are refused, with who has them (409)."""

    NONE = "none"
    SEE = "see"
    """Those one may see: every contact for sales roles, closed ones for the others (A6)."""
    ACT = "act"
    """Of these, nobody's and one's own; for managers any."""
    TAKE = "take"
    """Of these, nobody's; for roles that do not sell also closed ones that sales has (A6)."""


@dataclass(frozen=True, slots=True)
class Row:
    who: frozenset[Role] | None
    """None: also without a login or a key."""
    reach: Reach = Reach.NONE
    scope: Scope | None = None
    """What an API key needs; pages have no keys."""
    others: frozenset[Role] | None = None
    """Where the address names an agent: who may do it for others than themselves."""


ANYBODY = Row(None)
NOBODY: frozenset[Role] = frozenset()
"""Of `others`: it is done for oneself alone."""
