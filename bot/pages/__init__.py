"""The pages for people: the API's first client, everything behind a login. To be imported is all
that a view needs: it hangs itself on `pages`."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from bot.pages import (
    account,
    campaigns,
    care,
    conditions,
    contact,
    contacts,
    conversations,
    home,
    icons,
    imports,
    interactions,
    jobs,
    login,
    moments,
    my_clock,
    notices,
    once,
    operations,
    pipeline,
    reports,
    rules,
    sales,
    settings,
    setup,
    templates,
    words,
    workflows,
)
from bot.pages.conversations import words as conversation_words
from bot.pages.interactions import title
from bot.pages.rules import triggers
from bot.pages.sales import words as sales_words
from bot.pages.session import sessions
from bot.pages.site import csrf, pages

IN_WORDS = (
    *(words, moments, my_clock, conditions, templates),
    *(conversation_words, triggers, title, sales_words),
)
"""Modules whose FILTERS tell templates how to say things."""


def register(app: Flask) -> None:
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, WTF_CSRF_CHECK_DEFAULT=False)
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    Bootstrap5(app)
    csrf.init_app(app)
    sessions.init_app(app)
    for module in IN_WORDS:
        app.jinja_env.filters.update(module.FILTERS)
    app.jinja_env.globals.update(icon=icons.icon, drawings=icons.drawings, weekdays=words.WEEKDAYS)
    app.jinja_env.globals.update(new_key=once.new_key)
    app.register_blueprint(pages)
