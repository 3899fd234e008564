"""The bare limit of the door: verify and parse with Flask, keep nothing."""

import hmac
import json

from flask import Flask, request

from tests.bench.deliveries import PATH, SECRET

app = Flask(__name__)


@app.post(PATH)
def receive() -> tuple[str, int]:
    body = request.get_data()
    expected = "sha256=" + hmac.digest(SECRET.encode(), body, "sha256").hex()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), expected):
        return "forbidden", 403
    json.loads(body)
    return "OK", 200
