"""The doctor's look at Meta and at the mail server. Sends nothing to anybody."""

from collections.abc import Iterator

import requests

from bot.cli.doctor.finding import Finding, State
from bot.config import Config
from bot.mail.smtp import Mailer
from bot.outcomes import NotSent
from bot.whatsapp.client import Bearer

WITHIN = 10.0
RENEW = "renew WHATSAPP_ACCESS_TOKEN (a system user's token with whatsapp_business_messaging)"
CORRECT = "correct WHATSAPP_PHONE_NUMBER_ID, or give the token's user access to that number"


def whatsapp(config: Config) -> Iterator[Finding]:
    if config.simulator:
        yield Finding("WhatsApp", State.OK, "played by the simulator")
        return
    for number in config.phone_number_ids:
        yield _number(config, number)


def _number(config: Config, number: str) -> Finding:
    """Meta says who the number is to whoever may use it."""
    try:
        answer = requests.get(
            f"{config.api_url}/{number}",
            params={"fields": "verified_name,quality_rating"},
            auth=Bearer(config.access_token),
            timeout=WITHIN,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        reason = f"cannot be reached ({type(error).__name__})"
        return Finding("WhatsApp", State.FAIL, reason, "check the network and WHATSAPP_API_URL")
    if answer.status_code == 200:
        return Finding("WhatsApp", State.OK, f"number {number} may be used")
    refused_token = answer.status_code == 401 or _code(answer) == 190
    reason = f"number {number}: Meta answers {answer.status_code} (code {_code(answer)})"
    return Finding("WhatsApp", State.FAIL, reason, RENEW if refused_token else CORRECT)


def _code(answer: requests.Response) -> int | None:
    try:
        error = answer.json()["error"]
        return int(error["code"])
    except (ValueError, KeyError, TypeError):
        return None


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
