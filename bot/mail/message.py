"""A letter from plain data: subject, paragraphs, a table of answers, one link. Text and HTML.

What stands in it was partly written by strangers: it is shown as text, never as markup or headers.
"""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Any

from bot.mail.addresses import address, header_words, safe_text
from bot.outcomes import Refused
from models.clock import now

Content = Mapping[str, Any]

# No colours of its own but the button's, so that it reads by day and in dark mode.
PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark"><title>{subject}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:600px;margin:0 auto">
{parts}
</div></body></html>
"""
PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
TABLE = '<table style="border-collapse:collapse;margin:0 0 16px;width:100%">{}</table>'
ROW = (
    '<tr><th scope="row" style="{cell};text-align:left;font-weight:600">{label}</th>'
    '<td style="{cell}">{value}</td></tr>'
)
CELL = "padding:6px 12px 6px 0;border-bottom:1px solid #8886;vertical-align:top"
BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:10px 18px;'
    'border-radius:6px;background:#0b5cad;color:#fff;text-decoration:none">{title}</a></p>'
)


def compose(
    content: Content, to: str, mail_from: str, outbox_id: int, written_at: datetime | None = None
) -> EmailMessage:
    """The email for `content`: `subject`, `paragraphs`, `table` of [label, value], `link`.

    `link` is ``{"title", "url"}``; all but the subject may be missing. The same `outbox_id` gives
    the same Message-ID, so that a letter sent twice is recognised. Raises Refused for an address
    that no server would take, ValueError for a bad `mail_from`.
    """
    sender, recipient = address(mail_from), _recipient(to)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = header_words(str(content["subject"]))
    message["Date"] = format_datetime(written_at or now())
    message["Message-ID"] = f"<outbox-{outbox_id}@{sender.domain}>"
    # So that no out-of-office answers it.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_text(content), cte="quoted-printable")
    message.add_alternative(_html(content), subtype="html", cte="quoted-printable")
    return message


def _recipient(to: str) -> Address:
    try:
        return address(to)
    except ValueError as error:
        raise Refused("address", str(error)) from error


def _text(content: Content) -> str:
    parts = list(_paragraphs(content))
    rows = [f"{label}: {value}" for label, value in _rows(content)]
    if rows:
        parts.append("\n".join(rows))
    link = content.get("link")
    if link:
        parts.append(f"{_clean(link['title'])}: {_clean(link['url'])}")
    return "\n\n".join(parts) + "\n"


def _html(content: Content) -> str:
    parts = [PARAGRAPH.format(_lines(text)) for text in _paragraphs(content)]
    rows = [
        ROW.format(cell=CELL, label=escape(label), value=_lines(value))
        for label, value in _rows(content)
    ]
    if rows:
        parts.append(TABLE.format("".join(rows)))
    link = content.get("link")
    if link:
        url, title = escape(_clean(link["url"])), escape(_clean(link["title"]))
        parts.append(BUTTON.format(url=url, title=title))
    subject = escape(header_words(str(content["subject"])))
    return PAGE.format(subject=subject, parts="\n".join(parts))


def _paragraphs(content: Content) -> list[str]:
    return [_clean(text) for text in content.get("paragraphs") or []]


def _rows(content: Content) -> list[tuple[str, str]]:
    return [(_clean(label), _clean(value)) for label, value in content.get("table") or []]


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _clean(text: Any) -> str:
    return safe_text(str(text).replace("\r\n", "\n"), keep="\n")
