"""Quiet hours: between which times of day nobody is written to unasked (X9). Pure.

For agents by their own clock: the pages show everything at once; email and WhatsApp wait in the
outbox. For campaigns by the organisation's.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.agents.agent import Agent
from models.local_time import next_moment, time_of_day, zone_of
from models.settings.organisation import Organisation


def quiet_until(organisation: Organisation, agent: Agent, moment: datetime) -> datetime | None:
    """When the quiet hours end in which `moment` lies for `agent`; None: it lies in none."""
    return quiet_in(organisation, zone_of(agent, organisation), moment)


def quiet_here(organisation: Organisation, moment: datetime) -> datetime | None:
    """The same where the organisation is."""
    return quiet_in(organisation, ZoneInfo(organisation.timezone), moment)


def quiet_in(organisation: Organisation, zone: ZoneInfo, moment: datetime) -> datetime | None:
    if organisation.quiet_from is None or organisation.quiet_to is None:
        return None
    begin, end = time_of_day(organisation.quiet_from), time_of_day(organisation.quiet_to)
    local = moment.astimezone(zone)
    at, over_midnight = local.time(), begin >= end
    if over_midnight and at >= begin:
        return next_moment(local.date() + timedelta(days=1), end, zone, moment)
    if at < end and (over_midnight or at >= begin):
        return next_moment(local.date(), end, zone, moment)
    return None
