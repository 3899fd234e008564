"""Calls are signed by the Standard Webhooks specification; its own library takes them (X14)."""

import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from bot.outgoing import signature
from models.webhooks.endpoint import new_secret

BODY = b'{"type":"ping"}'


def test_the_public_library_accepts_what_we_sign() -> None:
    secret = new_secret()
    headers = signature.headers("msg_1", int(time.time()), BODY, [secret])
    assert Webhook(secret).verify(BODY, headers) == {"type": "ping"}


def test_while_a_secret_is_changed_both_serve() -> None:
    new, former = new_secret(), new_secret()
    headers = signature.headers("msg_1", int(time.time()), BODY, [new, former])
    for secret in (new, former):
        assert Webhook(secret).verify(BODY, headers)


def test_nothing_else_passes() -> None:
    secret = new_secret()
    headers = signature.headers("msg_1", int(time.time()), BODY, [secret])
    for changed in ({"webhook-id": "msg_2"}, {"webhook-timestamp": str(int(time.time()) - 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(BODY, headers | changed)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY + b" ", headers)


def test_a_known_signature() -> None:
    """A vector that is known from elsewhere: both libraries could be wrong in the same way."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signature.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret]
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
