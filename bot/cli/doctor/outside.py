"""The doctor's look at Meta and at the mail server. Sends nothing to anybody."""

from collections.abc import Iterator

from bot.cli.doctor.finding import Finding, State
from bot.config import Config
from bot.mail.smtp import Mailer
from bot.outcomes import NotSent
from bot.whatsapp import number, templates
from bot.whatsapp.asking import NotTold


def whatsapp(config: Config) -> Iterator[Finding]:
    if config.simulator:
        yield Finding("WhatsApp", State.OK, "played by the simulator")
        return
    for id in config.phone_number_ids:
        yield _number(config, id)
    yield _templates(config)


def _number(config: Config, id: str) -> Finding:
    """Meta says who the number is to whoever may use it."""
    found = number.look_at(config.api_url, config.access_token, id)
    if found.wrong:
        return Finding("WhatsApp", State.FAIL, f"number {id}: {found.wrong}", found.remedy)
    return Finding("WhatsApp", State.OK, f"number {id} may be used")


def _templates(config: Config) -> Finding:
    """Without them names are typed instead of chosen: nothing fails."""
    try:
        found = templates.Templates().of(config)
    except NotTold as error:
        return Finding("WhatsApp", State.WARN, f"templates: {error.wrong}", error.remedy)
    usable = sum(not one.hindrance for one in found)
    return Finding("WhatsApp", State.OK, f"{len(found)} templates, {usable} of them can be sent")


def mail(config: Config) -> Iterator[Finding]:
    if not config.smtp_url:
        reason = "none: emails wait in the outbox and show in the pages"
        yield Finding("mail", State.WARN, reason, "set SMTP_URL and MAIL_FROM")
        return
    try:
        with Mailer(config.smtp_url, config.mail_from).session():
            yield Finding("mail", State.OK, f"the server takes emails from {config.mail_from}")
    except NotSent as error:
        reason, _, remedy = error.reason.partition(": ")
        yield Finding("mail", State.FAIL, reason, remedy)
