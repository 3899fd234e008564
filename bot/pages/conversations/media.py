"""The files of a conversation, passed on from the API, which looks at who asks. W7."""

from flask import Response

from bot.pages import calling
from bot.pages.site import pages

KEPT = {"Cache-Control", "Content-Security-Policy", "Accept-Ranges", "Content-Range"}


@pages.get("/conversations/<id:id>/media/<id:message>")
def media(id: int, message: int) -> Response:
    return calling.file(f"/contacts/{id}/messages/{message}/media", keeping=KEPT)
