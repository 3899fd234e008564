"""The templates of our account, as Meta has them. They are remembered for a few minutes, so that
not every page asks Meta anew."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from bot.config import Config
from bot.whatsapp import template
from bot.whatsapp.asking import NotTold, ask
from bot.whatsapp.template import Template

FIELDS = "id,name,language,status,category,components"
PAGE = 100
MOST_PAGES = 30
REMEMBERED = 300.0
REFUSALS_REMEMBERED = 30.0
"""Seconds. While Meta is away only one page in so many waits for it."""
WITHIN = 12.0
"""Seconds, for all the pages of the list."""
SET_IT = "set WHATSAPP_BUSINESS_ACCOUNT_ID to the account that the numbers belong to"
CORRECT = (
    "correct WHATSAPP_BUSINESS_ACCOUNT_ID, or give the token's user access to that account, with "
    "whatsapp_business_management"
)


class Templates:
    """One for each process. Safe to share between threads: one asks, the others wait for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asking = threading.Lock()
        self._found: list[Template] | NotTold = []
        self._asked_at = float("-inf")
        self._remembered = 0.0

    def of(self, config: Config, *, fresh: bool = False) -> list[Template]:
        """By name and language. `fresh`: whatever is remembered, ask. Raises NotTold."""
        if config.business_account_id is None:
            raise NotTold("Usher is not told whose templates they are", SET_IT)
        came_at = self._clock()
        with self._asking:
            # Who waited while another asked has a fresh answer.
            old = came_at if fresh else self._clock() - self._remembered
            if self._asked_at < old:
                self._ask(config, config.business_account_id)
            if isinstance(self._found, NotTold):
                raise self._found.with_traceback(None)
            return self._found

    def _ask(self, config: Config, account: str) -> None:
        try:
            told = list(_told(config, f"{config.api_url}/{account}/message_templates"))
            read = [one for one in map(template.read, told) if one is not None]
            self._found = sorted(read, key=lambda one: (one.name, one.language))
        except NotTold as error:
            self._found = error
        failed = isinstance(self._found, NotTold)
        self._remembered = REFUSALS_REMEMBERED if failed else REMEMBERED
        self._asked_at = self._clock()


def _told(config: Config, url: str) -> Iterator[Any]:
    """Page after page, by the cursor: the address of the next one holds the token."""
    after: dict[str, str] = {}
    give_up_at = time.monotonic() + WITHIN
    for _ in range(MOST_PAGES):
        told = ask(url, config.access_token, CORRECT, fields=FIELDS, limit=PAGE, **after)
        items = told.get("data")
        yield from items if isinstance(items, list) else []
        cursor = _next(told.get("paging"))
        if not cursor:
            return
        if time.monotonic() > give_up_at:
            raise NotTold("WhatsApp answers slowly", "try again in a moment", away=True)
        after = {"after": cursor}


def _next(paging: Any) -> str:
    if not isinstance(paging, dict) or not paging.get("next"):
        return ""
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) else ""
