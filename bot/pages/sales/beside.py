"""What the contact's page says of sales and interactions: a few of each, and what they come to.
I11, I12."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pages.session import me
from models.contact import Contact
from models.interactions import finding as meeting
from models.interactions.card import Card, cards
from models.interactions.interaction import Standing
from models.sales import finding
from models.sales.analysis import Analysis, analysis
from models.sales.finding import WantedOpportunities, WantedPurchases
from models.sales.listing import Sum
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.purchase import Purchase

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Beside:
    open: Sequence[Opportunity]
    """Those worth most."""
    worth: Sum
    """All that are open."""
    decided: int
    """How many were won or lost."""
    bought: Analysis
    purchases: Sequence[Purchase]
    """The last ones."""
    planned: list[Card]
    """Interactions, soonest first."""


def beside(contact: Contact) -> Beside:
    """As whoever looks may see it."""
    of_them = WantedOpportunities(contact=contact.id, state=OpportunityState.OPEN, sort="-value")
    sums = finding.sums(WantedOpportunities(contact=contact.id), me())
    worth = sums[OpportunityState.OPEN]
    bought = analysis(contact.id)
    planned = meeting.Wanted(contact=contact.id, state=Standing.OPEN)
    return Beside(
        open=list(finding.opportunities(of_them, me()).limit(SHOWN)) if worth.count else [],
        worth=worth,
        decided=sum(one.count for one in sums.values()) - worth.count,
        bought=bought,
        purchases=_last(contact) if bought.count else [],
        planned=cards(list(meeting.found(planned, None).limit(SHOWN)), me()),
    )


def _last(contact: Contact) -> list[Purchase]:
    return list(finding.purchases(WantedPurchases(contact=contact.id), me()).limit(SHOWN))
