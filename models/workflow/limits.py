"""How much WhatsApp takes, in code points: what it means by a character is written nowhere."""

TEXT_LIMIT = 4096
"""A text message, the text above a list, and so much of what a contact writes as an answer is."""
BODY_LIMIT = 1024
"""The text above reply buttons or a request for a location."""
BUTTONS_LIMIT = 3
BUTTON_LIMIT = 20
CHOICES_LIMIT = 10
ROW_LIMIT = 24
DESCRIPTION_LIMIT = 72
