"""Who acts in this transaction, and from where: said once, and the database writes it beside all
that is changed."""

from models.agents.agent import Agent
from models.base import database


def act(actor: str, agent: Agent | None, address: str | None) -> None:
    """Until the transaction ends. `actor` is a cause, such as ``api_key:5``; `agent` is whoever
    that belongs to."""
    database.execute_sql(
        "SELECT set_config('usher.actor', %s, true), set_config('usher.agent', %s, true), "
        "set_config('usher.address', %s, true)",
        (actor, str(agent.id) if agent else "", address or ""),
    )
