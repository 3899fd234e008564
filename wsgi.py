"""The web application for any WSGI server, `wsgi:app`: a composition root."""

from bot import logs
from bot.app import create_app
from bot.config import Config
from bot.embedded import running
from workers.bell import Bell

config = running.located(Config.from_env(), "DATABASE_URL", "REDIS_URL")
assert config.redis_url
logs.configure(config.hidden())
app = create_app(config, ring=Bell(config.redis_url).ring)
