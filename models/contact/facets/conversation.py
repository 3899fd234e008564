"""What is said between a contact and us, and whether we may say it now (the 24-hour window)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from models.agents.agent import Agent
from models.base import database
from models.contact.facets.facet import Facet
from models.contact.message import SPEECHLESS, Author, Delivery, Message
from models.incoming import Amendment, Echo, IncomingMessage
from models.queues.kinds import PROMPT, OutboxKind
from models.workflow.outcome import RunState

WINDOW = timedelta(hours=24)
"""How long after their last message a contact may be sent anything but a template."""


class Conversation(Facet):
    def window_open(self, moment: datetime) -> bool:
        return self.last_heard_at is not None and moment < self.window_end()

    def window_end(self) -> datetime:
        assert self.last_heard_at is not None
        return self.last_heard_at + WINDOW

    def hear(self, message: IncomingMessage) -> int:
        """Keep what the contact wrote, and answer its id. A message redelivered late opens the
        window by its own time."""
        self.first_heard = self.last_heard_at is None
        self.newly_heard = self.newly_heard or self.first_heard
        if message.type not in SPEECHLESS:
            self.unanswered = True
            self._count_as_heard(message)
            self._end_silence(message.sent_at)
        elif self.number is None:
            self.number = message.number
        return self.batch.new(
            Message,
            contact=self.id,
            author=Author.CONTACT,
            number=message.number,
            wamid=message.wamid,
            type=message.type,
            text=message.text,
            content=message.content,
            context_wamid=message.context_wamid,
            sent_at=message.sent_at,
        )

    def say(
        self, content: dict[str, Any], agent: Agent | None = None, priority: int = PROMPT
    ) -> int:
        """Owe the contact a message, from the bot or from `agent`. Answers the message's id.

        Raises ValueError when the contact has never written, so that no number of ours is known to
        them.
        """
        if self.number is None:
            raise ValueError("this contact has not written yet: choose the number to write from")
        if agent and content["type"] not in SPEECHLESS:
            self._count_as_answered(self.batch.now)
        message_id = self.batch.new(
            Message,
            contact=self.id,
            author=Author.AGENT if agent else Author.BOT,
            agent=agent.id if agent else None,
            number=self.number,
            type=content["type"],
            text=content.get("text") or content.get("caption") or "",
            content=content,
            context_wamid=content.get("reply_to"),
            delivery=Delivery.QUEUED,
            sent_at=self.batch.now,
        )
        self.batch.owe(
            OutboxKind.WHATSAPP,
            lane=f"contact:{self.id}",
            payload=content,
            contact=self.id,
            message=message_id,
            number=self.number,
            priority=priority,
        )
        return message_id

    def overhear(self, echo: Echo) -> None:
        """A colleague wrote from the phone's own app: it stands in the conversation, and a person
        has it from then on (W7). Which colleague, WhatsApp does not say. One that comes late is no
        answer to what the contact wrote after it (message.py, IN_VAIN)."""
        if echo.type not in SPEECHLESS:
            self._heed(echo.sent_at)
        self.batch.new(
            Message,
            contact=self.id,
            author=Author.AGENT,
            number=echo.number,
            wamid=echo.wamid,
            type=echo.type,
            text=echo.text,
            content=echo.content,
            delivery=Delivery.SENT,
            sent_at=echo.sent_at,
        )

    def count_as_contacted(self, moment: datetime) -> None:
        """A person of ours wrote to them, or met them (I7)."""
        if self.last_contacted_at is None or moment > self.last_contacted_at:
            self.last_contacted_at = moment

    def silence_bot(self, reason: str, since: datetime | None = None) -> None:
        """A person has the conversation from now on, or `since` a moment ago: the bot says nothing,
        and a running workflow ends (W7)."""
        self.begin_silence(reason, since)
        self.end_run(RunState.HANDED_OVER, "workflow.taken_over", reason=reason)

    def begin_silence(self, reason: str, since: datetime | None = None) -> None:
        """The bot says nothing from now on. Said again, the silence begins anew."""
        since = since or self.batch.now
        if self.silenced_at is None:
            self.record("bot.silenced", reason=reason)
        if self.silenced_at is None or self.silenced_at < since:
            self.silenced_at = since

    def wake_bot(self, reason: str) -> None:
        """The bot may speak again. A workflow that ended stays ended; another one may start."""
        if self.silenced_at is None:
            return
        self.silenced_at = None
        self.record("bot.returned", reason=reason)

    def say_if_allowed(self, content: dict[str, Any]) -> None:
        """Say something that nobody asked for, if the contact may be sent it now; else the
        timeline tells why not."""
        reason = self._reason_against(content)
        if reason:
            self.record("message.withheld", reason=reason)
        else:
            self.say(content)

    def amend(self, message: Message, amendment: Amendment) -> None:
        """The contact edited or revoked a message; what it said before stays in the event."""
        if amendment.text is None:
            message.revoked_at = amendment.sent_at
            self.record("message.revoked", message=message.id, before=message.text)
        elif message.edited_at is None or message.edited_at <= amendment.sent_at:
            self.record(
                "message.edited", message=message.id, before=message.text, after=amendment.text
            )
            message.text, message.content = amendment.text, amendment.content
            message.edited_at = amendment.sent_at
        self.batch.keep_message(message)

    def _heed(self, written: datetime) -> None:
        if self.last_heard_at is not None and written < self.last_heard_at:
            self.count_as_contacted(written)
        else:
            self.silence_bot("somebody wrote from the WhatsApp app on the phone", written)
            self._count_as_answered(written)

    def _count_as_answered(self, moment: datetime) -> None:
        self.unanswered = False
        self.batch.replied.add(self.id)
        self.stop_reply_timer()
        self.count_as_contacted(moment)

    def _end_silence(self, moment: datetime) -> None:
        """The bot returns with a message that comes so long after a person's last word (W7)."""
        if self.silenced_at is None:
            return
        minutes = self.batch.catalogue.organisation.bot_returns_after
        if minutes is not None and moment - self.silenced_at >= timedelta(minutes=minutes):
            self.wake_bot(f"no colleague wrote for {minutes} minutes")

    def _reason_against(self, content: dict[str, Any]) -> str | None:
        if self.opted_out_at is not None:
            return "they have opted out of automatic messages"
        if self.number is None:
            return "they have not written to any number of ours yet"
        if content["type"] != "template" and not self.window_open(self.batch.now):
            return "the 24-hour window is closed"
        return None

    def _count_as_heard(self, message: IncomingMessage) -> None:
        if self.last_heard_at is None or message.sent_at >= self.last_heard_at:
            self.last_heard_at = message.sent_at
            self.number = message.number


def windows_of(contact_ids: Iterable[int]) -> dict[int, datetime]:
    """Until when each of these contacts may be sent free text."""
    ids = sorted(contact_ids)
    rows = database.execute_sql(
        "SELECT id, last_heard_at FROM contact WHERE id = ANY(%s) AND last_heard_at IS NOT NULL",
        (ids,),
    )
    return {id: heard + WINDOW for id, heard in rows}
