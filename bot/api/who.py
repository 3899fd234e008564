"""Who may make a call and which contacts it reaches, in words: for the OpenAPI document, `/roles`
and docs/roles.md. It is decided in bot/access/."""

from bot.access import TABLE
from bot.access.row import Reach, Row
from models.agents.agent import Role
from models.agents.visibility import ADMINISTRATORS, EVERYBODY, MANAGERS, SALES

NAMES = {
    EVERYBODY: "everybody",
    SALES: "sales",
    MANAGERS: "managers",
    ADMINISTRATORS: "administrators",
}
"""What docs/roles.md calls them."""
REACHED = {
    Reach.NONE: "",
    Reach.SEE: " Of contacts: those that one may see.",
    Reach.ACT: " Of contacts: nobody's and one's own; for managers any.",
    Reach.TAKE: " Of contacts: nobody's; for roles that do not sell also closed ones of sales.",
}


def about(endpoint: str) -> str:
    """Empty for what nobody may call."""
    row = TABLE.get(endpoint)
    if row is None:
        return ""
    return f"For {who(row)}; a key needs the scope `{row.scope}`.{REACHED[row.reach]}"


def who(row: Row) -> str:
    if row.others is not None:
        others = f", {_named(row.others)} of all" if row.others else ""
        return f"everybody of themselves{others}"
    return _named(row.who or EVERYBODY)


def _named(roles: frozenset[Role]) -> str:
    return NAMES.get(roles) or ", ".join(role for role in Role if role in roles)
