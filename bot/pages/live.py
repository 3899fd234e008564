"""Parts of pages that refresh themselves (static/scripts/live.js)."""

from typing import Any

from flask import Response, render_template, request

from bot.pages.icons import drawings


def part(template: str, **shown: Any) -> Response:
    """The part by itself, with the icons that it uses; 304 while it is as the browser has it."""
    # Joined: what is added to Markup is escaped.
    response = Response("".join([render_template(template, **shown), drawings()]))
    response.add_etag()
    response.make_conditional(request)
    return response
