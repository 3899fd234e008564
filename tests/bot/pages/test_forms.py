"""What forms send: texts with plain ends of lines, lists. X1, X11."""

from flask import Flask
from werkzeug.datastructures import MultiDict

from bot.pages.fields import Lines, Words
from bot.pages.forms import Form


class Letter(Form):
    text, names = Words("Text"), Lines("Names")


def letter(app: Flask, **typed: str) -> Letter:
    with app.test_request_context("/", method="POST"):
        return Letter(formdata=MultiDict(typed))


def test_a_text_keeps_its_lines_as_people_see_them(app: Flask) -> None:
    assert letter(app, text=" Hi,\r\n\r\nDora\0 ").text.data == "Hi,\n\nDora"


def test_lines_are_a_list_and_shown_one_below_the_other(app: Flask) -> None:
    form = letter(app, names="agent \r\n\r\n human")
    assert form.body()["names"] == ["agent", "human"]
    assert "agent\nhuman" in form.names()
