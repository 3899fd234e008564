"""What is planned in the night in which the clocks change. I4, S3.5."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.interactions.interaction import Interaction
from tests import factories


@pytest.mark.parametrize(("start", "said"), [("02:00", True), ("01:45", False)])
def test_only_what_is_at_the_same_time_is_said_to_be(
    database: None, hold_clock: Any, browser_of: Any, start: str, said: bool
) -> None:
    """There 02:00 is followed by 03:00, which is 01:00 in UTC."""
    hold_clock("2027-03-27T09:20:00+00:00")
    ann = factories.make_agent(timezone="Europe/Madrid", password=factories.PASSWORD)
    factories.make_interaction(None, ann, datetime(2027, 3, 28, 1, 20, tzinfo=UTC), note="Stamps")
    browser = browser_of(ann)
    dora = factories.make_contact("Dora")
    sent = {"at": "who", "go": "save", "day": "2027-03-28", "start": start, "duration": "30"}
    sent |= {"purpose": "Offer", "type": "Call", "contact": str(dora.id)}
    answer = browser.submits("/interactions/new", "/interactions/personal", **sent)
    assert answer.status_code == 303, answer.text
    made = Interaction.get(Interaction.contact == dora)
    assert made.minutes == 30
    assert ("At the same time there is also" in browser.sees(answer.location)) is said
