"""The pages for people: each a view over the models, everything behind a login."""

from flask import Flask


def register(app: Flask) -> None:
    pass
