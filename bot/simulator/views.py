"""`simulator`: the blueprint with all its views, for create_app to mount in simulator mode only."""

from bot.simulator import graph_views, phone_views
from bot.simulator.blueprint import simulator

__all__ = ["graph_views", "phone_views", "simulator"]
