"""Meta's error codes in four tables: send later, perhaps sent, never, a person has to mend it.

Every sentence says what is wrong and, where something helps, what helps.
"""

from bot.outcomes import Scope

TOKEN = (
    "WhatsApp does not accept the access token: "  # noqa: S105
    "put a valid one into WHATSAPP_ACCESS_TOKEN and start Usher again."
)
PERMISSION = (
    "The access token lacks a permission: give its system user whatsapp_business_messaging "
    "and this number."
)
UNSURE = "WhatsApp is busy or in maintenance and does not say whether the message went out."
UNEXPLAINED = "WhatsApp failed without saying why."
FAULT = "WhatsApp takes the message for malformed, which is a fault of Usher: please report it."
TEMPLATE = "Look at the template in WhatsApp Manager: "

OPTED_OUT = 131050

LATER: dict[int, tuple[str, Scope]] = {
    # With a bad token nothing goes out; everything waits, so that nothing is lost.
    0: (TOKEN, Scope.NUMBER),
    190: (TOKEN, Scope.NUMBER),
    4: ("The app has used up its calls for this hour.", Scope.NUMBER),
    80007: ("The account has used up its calls for this hour.", Scope.NUMBER),
    130429: ("This number sends faster than WhatsApp allows it.", Scope.NUMBER),
    131057: ("WhatsApp is upgrading this number.", Scope.NUMBER),
    2494100: ("WhatsApp has this number in maintenance.", Scope.NUMBER),
    131056: ("Too many messages to this person in a short time.", Scope.PAIR),
    131000: (UNEXPLAINED, Scope.MESSAGE),
    1: (UNEXPLAINED, Scope.MESSAGE),
}

PERHAPS_SENT: dict[int, str] = {2: UNSURE, 131016: UNSURE, 133004: UNSURE}

NEVER: dict[int, str] = {
    # Because of the person or the moment.
    131047: "The 24-hour window is closed: send a template instead.",
    131026: "WhatsApp cannot deliver to this person: no account, or too old a client.",
    131049: "WhatsApp holds marketing back from this person: wait a day or longer.",
    OPTED_OUT: "This person has stopped marketing messages from you.",
    130472: "This person is in an experiment of Meta's that keeps marketing away.",
    131062: "This kind of message needs the person's phone number: ask for it.",
    130403: "You have blocked this person on WhatsApp.",
    131021: "Sender and receiver are the same number.",
    131052: "WhatsApp could not fetch the media: it may be gone, or too large.",
    131053: "WhatsApp could not take the media: check its type and size.",
    # Because of how it was made.
    33: "The phone number id is gone or not yours: check WHATSAPP_PHONE_NUMBER_ID.",
    100: FAULT,
    131008: FAULT,
    131009: FAULT,
    131051: FAULT,
    132000: "The template takes another number of parameters: compare it in WhatsApp Manager.",
    132012: "The template takes parameters of another form: compare it in WhatsApp Manager.",
}

PERSON: dict[int, str] = {
    132001: TEMPLATE + "it does not exist in this language, or is not approved.",
    132005: TEMPLATE + "with its parameters it becomes too long.",
    132007: TEMPLATE + "its text is against WhatsApp's policy.",
    132015: TEMPLATE + "it is paused for low quality.",
    132016: TEMPLATE + "it is disabled for low quality; make another.",
    132068: "The Flow is blocked: mend it in WhatsApp Manager.",
    132069: "The Flow is throttled to ten messages an hour: look at it in WhatsApp Manager.",
    131030: "A test number reaches only the numbers on its allow-list: add this one.",
    131048: "WhatsApp limits this number for spam: stop sending, and look at its quality.",
    131063: "Marketing templates are switched off for this way of sending.",
    131064: "Templates in the wrong category brought a limit that lifts itself: set them right.",
    368: "The account is blocked for a policy violation: see Business Support Home.",
    131031: "The account is locked: see Business Support Home.",
    130497: "The account may not write to people in this country.",
    131042: "The account's payment fails: mend the payment method in WhatsApp Manager.",
    134011: "The payment terms are not accepted yet: do so in WhatsApp Manager.",
    131037: "The number's display name is not approved: request one in WhatsApp Manager.",
    131045: "The number's certificate does not fit: register the number again.",
    133006: "The number must be verified again, then registered.",
    133010: "The number is not registered with the Cloud API: register it.",
    137000: "This person's identity key has changed: verify who it is, then send again.",
    3: PERMISSION,
    10: PERMISSION,
    131005: PERMISSION,
    **dict.fromkeys(range(200, 300), PERMISSION),
}

OF_ONE = {
    131030,  # Only the numbers on the allow-list.
    132005,  # With these parameters.
    130497,  # In this country.
    137000,  # This person's key.
}
"""What a person has to mend, and concerns one recipient all the same."""
FOR_ALL = (PERSON.keys() - OF_ONE) | {33, 132000, 132012}
"""Whatever the recipient, the next message of the same template or number would meet it too: a
campaign is paused by it."""
