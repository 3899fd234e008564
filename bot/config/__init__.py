"""What Usher is told from outside: variables, and the secrets that it keeps for itself."""

from bot.config.config import Config
from bot.config.environment import ConfigError

__all__ = ["Config", "ConfigError"]
