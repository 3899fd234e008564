"""Brings Meta's webhooks to Usher: signed, again and again until the answer is 200.

The webhooks wait in the database, so a restart of either side loses none. Knows no contents.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import requests
import structlog

from bot.simulator.payloads import sign
from models.base import database
from models.clock import now
from models.simulated import SimulatedBehaviour, SimulatedMessage, SimulatedWebhook

log = structlog.get_logger()

AT_ONCE = 8
"""Webhooks on their way at the same time."""
LEASE = timedelta(seconds=60)
TIMEOUT_S = 20
KEEP_FOR = timedelta(days=7)
LONGEST_WAIT = timedelta(seconds=15)
LOOK_EVERY_S = 0.25
FORWARD = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}


class Post:
    """One process's share of the deliveries. Threads start with the first `wake`."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret
        self._news = threading.Event()
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._away = False

    def wake(self) -> None:
        """There is, or may be, something to deliver."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
                self._thread.start()
        self._news.set()

    def stop(self) -> None:
        """Finish what is on its way and end."""
        self._stopped.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()

    def deliver_due(self) -> int:
        """Deliver all that is due once; answers how many webhooks that were."""
        with database.connection_context():
            due = SimulatedWebhook.claim(AT_ONCE * 2, LEASE)
            repeat = SimulatedBehaviour.current().repeat if due else 1
        if due:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda webhook: self.deliver(webhook, repeat), due))
        return len(due)

    def deliver(self, webhook: SimulatedWebhook, repeat: int) -> None:
        """Post one webhook `repeat` times at once, then settle it."""
        body = webhook.body.encode("ascii")
        if repeat == 1:
            refusal = self._post(body)
        else:
            with ThreadPoolExecutor(repeat) as pool:
                refusal = next(filter(None, list(pool.map(self._post, [body] * repeat))), None)
        with database.connection_context():
            if refusal:
                _try_later(webhook, refusal)
            else:
                _settle(webhook)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._news.clear()
            if not self._deliver_or_wait():
                self._news.wait(LOOK_EVERY_S)

    def _deliver_or_wait(self) -> int:
        try:
            delivered = self.deliver_due()
        except Exception as error:
            # Mostly a database that restarts. The webhooks are in it, and this thread goes on.
            if not self._away:
                log.warning("simulator.deliveries_held_up", error=type(error).__name__)
            self._away = True
            database.manual_close()
            database.close_idle()
            self._stopped.wait(1)
            return 0
        self._away = False
        return delivered

    def _post(self, body: bytes) -> str | None:
        """None when acknowledged, else what went wrong."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": sign(body, self.secret),
        }
        try:
            with requests.Session() as session:
                # No proxy stands between a machine and itself.
                session.trust_env = False
                answer = session.post(self.url, data=body, headers=headers, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            return type(error).__name__
        return None if answer.status_code == 200 else f"HTTP {answer.status_code}"


def _settle(webhook: SimulatedWebhook) -> None:
    """Usher has it: the webhook goes, the tick turns. Receipts never turn a tick back."""
    with database.atomic():
        webhook.delete_instance()
        table = SimulatedMessage
        mine = table.update(status="delivered").where(
            table.id == webhook.message_id, table.from_customer, table.status == "accepted"
        )
        mine.execute()
        if webhook.receipt in FORWARD:
            earlier = [word for word, rank in FORWARD.items() if rank < FORWARD[webhook.receipt]]
            table.update(status=webhook.receipt).where(
                table.id == webhook.message_id,
                ~table.from_customer,
                table.status.in_(["accepted", *earlier]),
            ).execute()


def _try_later(webhook: SimulatedWebhook, refusal: str) -> None:
    """Wait longer each time, and give up after as long as Meta."""
    if webhook.created_at < now() - KEEP_FOR:
        webhook.delete_instance()
        return
    wait = min(timedelta(seconds=0.5) * 2 ** min(webhook.attempts, 10), LONGEST_WAIT)
    webhook.due_at = now() + wait
    webhook.last_error = refusal
    webhook.save(only=["due_at", "last_error"])
