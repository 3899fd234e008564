"""Sends that Meta takes, for tests to spoil."""

from typing import Any

DORA = "+447700900101"
Json = dict[str, Any]


def text(body: str = "Hello", **changes: Any) -> Json:
    return send("text", {"body": body}, **changes)


def buttons(*titles: str, body: str = "Which?", **changes: Any) -> Json:
    replies = [
        {"type": "reply", "reply": {"id": f"1/q/{n}", "title": title}}
        for n, title in enumerate(titles)
    ]
    return interactive("button", {"buttons": replies}, body=body, **changes)


def rows(count: int, sections: int = 1, body: str = "Which?", **row: Any) -> Json:
    each = [{"id": f"1/q/{n}", "title": f"Row {n}", **row} for n in range(count)]
    size = -(-count // sections)
    parts = [
        {"title": f"Part {n}", "rows": each[n * size : (n + 1) * size]} for n in range(sections)
    ]
    return interactive("list", {"button": "Choose", "sections": parts}, body=body)


def interactive(kind: str, action: Json, body: str = "Which?", **changes: Any) -> Json:
    return send("interactive", {"type": kind, "body": {"text": body}, "action": action, **changes})


def flow(**changes: Any) -> Json:
    parameters = {"flow_message_version": "3", "flow_id": "88110", "flow_cta": "Start", **changes}
    return interactive("flow", {"name": "flow", "parameters": parameters})


def template(*parameters: str, name: str = "contact_assigned", language: str = "en") -> Json:
    """An agent's notice: `parameters` and, behind them, the answers and the link."""
    texts = (*parameters, "budget: 1500", "http://usher.test/contacts/1")
    body = {"type": "body", "parameters": [{"type": "text", "text": one} for one in texts]}
    return send("template", {"name": name, "language": {"code": language}, "components": [body]})


def read(wamid: str, **changes: Any) -> Json:
    return {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, **changes}


def send(kind: str, payload: Any, **changes: Any) -> Json:
    return {"messaging_product": "whatsapp", "to": DORA, "type": kind, kind: payload, **changes}
