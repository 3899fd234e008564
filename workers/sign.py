"""The sign of life of the cron role, for the page of operations (bot/vitals/signs.py)."""

from datetime import datetime

from redis import RedisError

from bot.vitals import signs
from models.clock import now


class Sign:
    """While Redis is away none is left."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis = signs.client(redis_url) if redis_url else None
        self._since = now()
        self.last: dict[str, datetime] = {}

    def leave(self, every: dict[str, float]) -> None:
        """Never raises."""
        if self._redis is None:
            return
        try:
            signs.leave(self._redis, self._since, every, self.last)
        except (RedisError, OSError):
            return
