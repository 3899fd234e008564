"""`/settings/whatsapp`: what of the connection is set, whether WhatsApp takes it, and a live test.
No secret is ever shown. W5."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, render_template
from wtforms import RadioField

from bot.config import Config
from bot.door.delivery import PATH
from bot.outcomes import NotSent, OutcomeUnknown
from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown, shown
from bot.pages.site import pages
from bot.problems import Wrong
from bot.whatsapp import number as numbers
from bot.whatsapp.client import Client
from bot.whatsapp.rendering import Recipient, render
from models.contact.identity.phone_reading import read_phone

Read = TypeVar("Read")

SHORT_TOKEN = 8


@dataclass(frozen=True, slots=True)
class Value:
    name: str
    variable: str
    state: str
    remedy: str = ""
    """What to do; empty: it is right as it is."""


class TestForm(Form):
    not_done = "It was not sent"
    to = Text(
        "To",
        description="With the country code. It must have written in the last 24 hours, "
        "unless you send a template.",
    )
    kind = RadioField("What", default="text")
    text = Text("Text")
    template = Text("Template", description="Its name, such as hello_world.")
    language = Text("Its language", description="As WhatsApp has it: en or en_GB.")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind.choices = [("text", "A text"), ("template", "An approved template")]

    def content(self) -> dict[str, Any]:
        if self.kind.data == "text":
            return {"type": "text", "text": self.text.data}
        named = {"name": self.template.data, "language": self.language.data}
        return {"type": "template", **named, "parameters": []}


@pages.get("/settings/whatsapp")
def whatsapp() -> Shown:
    return _page(_form())


@pages.post("/settings/whatsapp/check")
def check_whatsapp() -> Shown:
    """Ask WhatsApp about each number: not while a page is only looked at, since it may be slow."""
    form = TestForm(formdata=None, data=_usual())
    return render_template("settings/whatsapp.html", form=form, numbers=asked(), **facts())


@pages.post("/settings/whatsapp/test")
def test_whatsapp() -> Shown:
    """Sent at once and kept nowhere: no contact comes of it."""
    form = TestForm()
    if form.accept(lambda: _send(form)):
        return render_template("settings/whatsapp.html", form=form, sent=form.answer, **facts())
    return _page(form)


def asked() -> list[numbers.Number]:
    """What WhatsApp says of each number."""
    config = _config()
    ids = config.phone_number_ids
    return [numbers.look_at(config.api_url, config.access_token, one) for one in ids]


def _page(form: TestForm) -> Shown:
    return shown("settings/whatsapp.html", form, **facts())


def _send(form: TestForm) -> str:
    """The wamid. Raises the Problem of what WhatsApp says against it, with the remedy."""
    config = _config()
    to = Recipient(phone=_or_wrong("to", lambda: read_phone(form.to.data)))
    body = _or_wrong(form.kind.data, lambda: render(form.content(), to))
    try:
        wamid = Client(config.api_url, config.access_token).send(config.phone_number_ids[0], body)
    except (NotSent, OutcomeUnknown) as error:
        raise Refused(422, f"It was not sent: {error}") from None
    return wamid or ""


def _or_wrong(field: str, read: Callable[[], Read]) -> Read:
    """What is read; what is wrong with it is said beside the field."""
    try:
        return read()
    except ValueError as error:
        raise Refused(422, "", [Wrong(field, str(error))]) from None


def _form() -> TestForm:
    return TestForm(data=_usual())


def _usual() -> dict[str, str]:
    settings = calling.get("/settings")
    text = "This is a test from Usher. It works."
    language = settings["notice_language"] or "en"
    return {"text": text, "template": settings["notice_template"], "language": language}


def facts() -> dict[str, Any]:
    """What is set, and what Meta needs; the set-up shows them, too."""
    config = _config()
    return {
        "config": config,
        "values": list(_values(config)),
        "callback": config.base_url + PATH,
        "notice_template": calling.get("/settings")["notice_template"],
    }


def _values(config: Config) -> Iterator[Value]:
    """What is set, and what is wrong with it as far as one sees without asking."""
    ids = ", ".join(config.phone_number_ids)
    yield Value("Phone number ids", "WHATSAPP_PHONE_NUMBER_ID", ids)
    account = config.business_account_id or ""
    tell = "" if account else "set it, and templates are listed and chosen instead of typed"
    yield Value("Business account id", "WHATSAPP_BUSINESS_ACCOUNT_ID", account or "not set", tell)
    yield Value("Access token", "WHATSAPP_ACCESS_TOKEN", "set")
    secrets = len(config.app_secrets)
    changing = "drop the old one once nothing is refused" if secrets > 1 else ""
    yield Value("App secret", "WHATSAPP_APP_SECRET", f"{secrets} set", changing)
    short = len(config.verify_token) < SHORT_TOKEN
    longer = "take a longer one, here and at Meta" if short else ""
    yield Value("Verify token", "WHATSAPP_VERIFY_TOKEN", "set", longer)
    secure = config.base_url.startswith("https://")
    proxy = "put a proxy with a certificate in front: Meta delivers to https:// only"
    yield Value("Address", "USHER_BASE_URL", config.base_url, "" if secure else proxy)
    yield Value("Graph API", "WHATSAPP_API_URL", config.api_url)


def _config() -> Config:
    config: Config = current_app.extensions["usher"].config
    return config
