"""What the page's plain forms send, brought into the shape that JSON has."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load, validate


class CustomerSchema(Schema):
    """A new customer. With a username the phone stays hidden from the business."""

    class Meta:
        unknown = EXCLUDE

    name = fields.String(required=True, validate=validate.Length(1, 100))
    phone = fields.String(load_default=None, validate=validate.Regexp(r"[1-9][0-9]{6,14}\Z"))
    username = fields.String(load_default=None, validate=validate.Regexp(r"[a-z0-9._]{3,35}\Z"))

    @pre_load
    def tidy(self, given: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Leave out what was left empty, and what people write around digits."""
        tidied = {
            key: value.strip() if isinstance(value, str) else value for key, value in given.items()
        }
        if isinstance(tidied.get("phone"), str):
            tidied["phone"] = "".join(char for char in tidied["phone"] if char not in "+ ()-")
        if isinstance(tidied.get("username"), str):
            tidied["username"] = tidied["username"].removeprefix("@").lower()
        return {key: value for key, value in tidied.items() if value not in ("", None)}


def as_switches(form: Mapping[str, str]) -> dict[str, Any]:
    """The panel's fields as BehaviourSchema takes them: a box that is not ticked is not sent."""
    fail = {
        "code": form.get("fail_code") or None,
        "times": form.get("fail_times") or 0,
        "percent": form.get("fail_percent") or 0,
        "later": "fail_later" in form,
    }
    return {
        "slow": form.get("slow") or 0,
        "fail": fail,
        "repeat": form.get("repeat") or 1,
        "reads": form.get("reads") or "shown",
        **{name: name in form for name in ("shuffle", "drop_receipts", "allow_list")},
        "throughput": form.get("throughput") or 80,
    }
