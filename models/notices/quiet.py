"""Quiet hours: between which times of day an agent is not written to (X9). Pure.

The pages show everything at once; email and WhatsApp wait in the outbox.
"""

from datetime import datetime, timedelta

from models.agents.agent import Agent
from models.local_time import next_moment, time_of_day, zone_of
from models.settings.organisation import Organisation


def quiet_until(organisation: Organisation, agent: Agent, moment: datetime) -> datetime | None:
    """When the quiet hours end in which `moment` lies for `agent`; None: it lies in none."""
    if organisation.quiet_from is None or organisation.quiet_to is None:
        return None
    begin, end = time_of_day(organisation.quiet_from), time_of_day(organisation.quiet_to)
    zone = zone_of(agent, organisation)
    local = moment.astimezone(zone)
    at, over_midnight = local.time(), begin >= end
    if over_midnight and at >= begin:
        return next_moment(local.date() + timedelta(days=1), end, zone, moment)
    if at < end and (over_midnight or at >= begin):
        return next_moment(local.date(), end, zone, moment)
    return None
