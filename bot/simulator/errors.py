"""The Graph API's refusals: codes, HTTP statuses, the shape of their answer. Knows no message."""

from typing import Any

DOCUMENTATION = "/documentation/business-messaging/whatsapp/support/error-codes"

CODES: dict[int, tuple[int, str, str]] = {
    0: (401, "OAuthException", "AuthException"),
    1: (400, "OAuthException", "API Unknown"),
    2: (503, "OAuthException", "API Service"),
    3: (500, "OAuthException", "API Method"),
    4: (400, "OAuthException", "API Too Many Calls"),
    10: (403, "OAuthException", "Permission Denied"),
    33: (400, "GraphMethodException", "Parameter value is not valid"),
    100: (400, "OAuthException", "Invalid parameter"),
    190: (401, "OAuthException", "Access token has expired"),
    368: (403, "OAuthException", "Temporarily blocked for policies violations"),
    80007: (400, "OAuthException", "Rate limit issues"),
    130403: (400, "OAuthException", "Business has blocked the user"),
    130429: (400, "OAuthException", "Rate limit hit"),
    130472: (400, "OAuthException", "User's number is part of an experiment"),
    130497: (403, "OAuthException", "Business account is restricted in this country"),
    131000: (500, "OAuthException", "Something went wrong"),
    131005: (403, "OAuthException", "Access denied"),
    131008: (400, "OAuthException", "Required parameter is missing"),
    131009: (400, "OAuthException", "Parameter value is not valid"),
    131016: (500, "OAuthException", "Service unavailable"),
    131021: (400, "OAuthException", "Recipient cannot be sender"),
    131026: (400, "OAuthException", "Message undeliverable"),
    131030: (400, "OAuthException", "Recipient phone number not in allowed list"),
    131031: (403, "OAuthException", "Account has been locked"),
    131037: (400, "OAuthException", "Display name approval is needed"),
    131042: (400, "OAuthException", "Business eligibility payment issue"),
    131045: (500, "OAuthException", "Incorrect certificate"),
    131047: (400, "OAuthException", "Re-engagement message"),
    131048: (400, "OAuthException", "Spam rate limit hit"),
    131049: (400, "OAuthException", "Not delivered, for a healthy ecosystem"),
    131050: (400, "OAuthException", "User stopped marketing messages"),
    131051: (400, "OAuthException", "Unsupported message type"),
    131052: (400, "OAuthException", "Media download error"),
    131053: (400, "OAuthException", "Media upload error"),
    131056: (400, "OAuthException", "Pair rate limit hit"),
    131057: (500, "OAuthException", "Account in maintenance mode"),
    131062: (400, "OAuthException", "This message cannot go to a business-scoped user id"),
    131063: (400, "OAuthException", "Marketing templates are off for this API"),
    131064: (400, "OAuthException", "Limited for misclassified templates"),
    132000: (400, "OAuthException", "Template parameter count mismatch"),
    132001: (404, "OAuthException", "Template does not exist"),
    132005: (400, "OAuthException", "Template text too long"),
    132007: (400, "OAuthException", "Template violates a policy"),
    132012: (400, "OAuthException", "Template parameter format mismatch"),
    132015: (400, "OAuthException", "Template is paused"),
    132016: (400, "OAuthException", "Template is disabled"),
    132068: (400, "OAuthException", "Flow is blocked"),
    132069: (400, "OAuthException", "Flow is throttled"),
    133004: (503, "OAuthException", "Server temporarily unavailable"),
    133006: (400, "OAuthException", "Phone number re-verification needed"),
    133010: (400, "OAuthException", "Phone number not registered"),
    134011: (400, "OAuthException", "Payment terms not accepted"),
    137000: (400, "OAuthException", "Recipient identity key mismatch"),
    2494100: (500, "OAuthException", "Temporarily unavailable"),
}
"""code: (HTTP status, type, title). Rate limits come with 400, as from Meta."""


class GraphError(Exception):
    """A send that Meta would refuse."""

    def __init__(self, code: int, details: str = "") -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    @property
    def http_status(self) -> int:
        return CODES.get(self.code, (400, "", ""))[0]

    @property
    def title(self) -> str:
        return CODES.get(self.code, (400, "", "Unknown error"))[2]

    def answer(self, trace: str) -> dict[str, Any]:
        """The body of the refusal."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.title}",
            "type": CODES.get(self.code, (400, "OAuthException", ""))[1],
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details or self.title},
            "fbtrace_id": trace,
        }
        return {"error": error}

    def in_receipt(self) -> dict[str, Any]:
        """The same inside a `failed` receipt."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
            "href": DOCUMENTATION,
        }
