"""The web application: a composition root.

`wsgi:app` runs under any WSGI server; `usher web` serves `wsgi:entrance`, with the faster door.
"""

from bot import logs
from bot.app import create_app
from bot.config import Config
from bot.door.entrance import Entrance
from bot.embedded import running
from workers.bell import Bell

config = running.located(Config.from_env(), "DATABASE_URL", "REDIS_URL")
assert config.redis_url
logs.configure(config.hidden())
app = create_app(config, ring=Bell(config.redis_url).ring)
entrance = Entrance(app)
