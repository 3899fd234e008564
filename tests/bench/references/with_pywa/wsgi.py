"""The same door with pywa: signature validated, the update made into its objects, a handler that
does nothing, nothing kept."""

import logging

from flask import Flask
from pywa import WhatsApp
from pywa.types import Message

from tests.bench.deliveries import NUMBER, PATH, SECRET

app = Flask(__name__)
whatsapp = WhatsApp(
    NUMBER,
    "access-token",
    server=app,
    webhook_endpoint=PATH,
    verify_token="verify-token",
    app_secret=SECRET,
)
# A line for each update would be written by our log, at its cost.
logging.getLogger("pywa").setLevel(logging.WARNING)


@whatsapp.on_message()
def nothing(client: WhatsApp, message: Message) -> None:
    pass
