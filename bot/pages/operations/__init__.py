"""`/operations`, `/inbox`, `/outbox`: how the machine does that works, what waits, what failed and
why, trying it again; who changed what. X17, A7."""

from bot.pages.operations import audit, health, work
