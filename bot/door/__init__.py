"""What every request to `usher web` passes first. WhatsApp's deliveries are taken here whole:
verified, stored, acknowledged. Of all others only the body is read here, uploads to the disk and
only from who may send one; pages and the API are answered by Flask, in threads (inside.py).

What both ways of taking a delivery judge and say is in delivery.py; they differ in how bytes come:
entrance.py on granian's event loop, webhook.py as a Flask view under any other WSGI server.
"""
