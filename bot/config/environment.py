"""Variables one by one: as text, number, URL, email address or words, each with its own complaint.

Takes any mapping: which variables there are and what they mean is known to bot/config/config.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.trouble import Trouble

CREDENTIALS = (
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
)
SHARED_WITH_SCRIPTS = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")


SWITCHES = {"1": True, "true": True, "on": True, "yes": True} | {
    "0": False,
    "false": False,
    "off": False,
    "no": False,
}


class ConfigError(Trouble):
    """A variable that cannot be used: `VARIABLE: what is wrong; remedy`."""

    exit_code = 2


def email_address(name: str, text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ConfigError(f"{name}: {text!r} is no email address; correct it")
    return text


@dataclass(frozen=True, slots=True)
class Environment:
    """Reads one variable at a time; raises ConfigError for what cannot be used."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in (self.text(name) or "").split(",") if word.strip())

    def number(self, name: str, default: int, highest: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
            raise ConfigError(f"{name}: {text!r} is no number from 1 to {highest}; correct it")
        return int(text)

    def switch(self, name: str) -> bool:
        """Off unless it is said to be on."""
        text = (self.text(name) or "0").lower()
        if text not in SWITCHES:
            raise ConfigError(f"{name}: {text!r} is neither on nor off; set it to 1 or 0")
        return SWITCHES[text]

    def url(self, name: str, *schemes: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        # The value may hold a password: the error must not repeat it.
        try:
            parts = urlsplit(text)
            parts.port  # noqa: B018  (a bad port raises only when it is asked for)
        except ValueError as error:
            raise ConfigError(f"{name}: not a URL ({error}); correct it") from None
        if parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/")):
            expected = " or ".join(f"{scheme}://…" for scheme in schemes)
            raise ConfigError(f"{name}: not a URL of the kind {expected}; correct it")
        return text

    def email(self, name: str) -> str | None:
        text = self.text(name)
        return None if text is None else email_address(name, text)

    def numbers(self) -> tuple[str, ...]:
        """The ids of our WhatsApp numbers."""
        return self._ids("WHATSAPP_PHONE_NUMBER_ID", "Phone number ID' (several by comma)")

    def account(self) -> str | None:
        """The id of the account that our numbers belong to."""
        label = "WhatsApp Business Account ID'"
        ids = self._ids("WHATSAPP_BUSINESS_ACCOUNT_ID", label)
        if len(ids) > 1:
            raise ConfigError("WHATSAPP_BUSINESS_ACCOUNT_ID: more than one; give the numbers' one")
        return next(iter(ids), None)

    def _ids(self, name: str, shown_as: str) -> tuple[str, ...]:
        ids = self.words(name)
        for word in ids:
            if not (word.isascii() and word.isdigit()):
                raise ConfigError(
                    f"{name}: {word!r} is no id; take the digits that Meta's app dashboard shows "
                    f"as '{shown_as}"
                )
        return ids

    def simulator(self) -> bool:
        """True without WhatsApp credentials. Some without the others would be a door half open;
        only what Usher and a script must both know, to post deliveries in Meta's place, may be set
        for the simulator too."""
        missing = [name for name in CREDENTIALS if not self.words(name)]
        present = [name for name in CREDENTIALS if name not in missing]
        if missing and not set(present) <= set(SHARED_WITH_SCRIPTS):
            raise ConfigError(
                f"{missing[0]}: missing, while {present[-1]} is set; "
                "set it as Meta's app dashboard gives it, or unset all four for the simulator"
            )
        return bool(missing)

    def complete(self) -> bool:
        """Every secret is given: none needs to be made and kept."""
        return all(self.text(name) for name in ("SECRET_KEY", *CREDENTIALS))
