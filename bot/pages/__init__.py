"""The pages for people: the API's first client, everything behind a login. To be imported is all
that a view needs: it hangs itself on `pages`."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from bot.pages import (
    account,
    campaigns,
    care,
    contact,
    contacts,
    conversations,
    home,
    icons,
    imports,
    interactions,
    jobs,
    login,
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
from bot.pages.interactions import title
from bot.pages.sales import told
from bot.pages.session import sessions
from bot.pages.site import csrf, pages


def register(app: Flask) -> None:
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, WTF_CSRF_CHECK_DEFAULT=False)
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    Bootstrap5(app)
    csrf.init_app(app)
    sessions.init_app(app)
    app.jinja_env.filters.update(words.FILTERS | templates.FILTERS | told.FILTERS)
    app.jinja_env.filters.update(my_clock.FILTERS | title.FILTERS)
    app.jinja_env.globals.update(icon=icons.icon, drawings=icons.drawings, weekdays=words.WEEKDAYS)
    app.jinja_env.globals.update(new_key=once.new_key)
    app.register_blueprint(pages)
