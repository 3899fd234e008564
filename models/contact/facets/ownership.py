"""Who takes care of a contact. Rules give only contacts that nobody owns (R1); a person may give
any."""

from models.agents.agent import Agent
from models.contact.facets.facet import Facet


class Ownership(Facet):
    @property
    def owned(self) -> bool:
        return self.owner_id is not None

    def assign(self, agent: Agent, by_hand: bool = False) -> None:
        """Give the contact to `agent`. Nobody is told by that: who gives it keeps the decision as
        an `Assignment`, and of that tells `agent` (models/notices/telling.py, W6)."""
        if self.owner_id is not None:
            self._part()
        self.owner = agent
        if self.closer_id is None and self.closed_at == self.batch.now:
            self.closer_id = agent.id  # Closed and given in one change set: it is theirs.
        self.batch.backlog.leave(self.id)
        self.record("contact.assigned", agent=agent.name, agent_id=agent.id, by_hand=by_hand)

    def release(self) -> None:
        """Nobody takes care of the contact any more."""
        if self.owner_id is None:
            return
        before = self.batch.catalogue.agents[self.owner_id]
        self._part()
        self.owner = None
        self.record("contact.released", agent=before.name, agent_id=before.id)

    def _part(self) -> None:
        """The owner has one contact less, and may get it back some day (X7)."""
        self.former_owner_id = self.owner_id
        self.batch.backlog.rings = True
