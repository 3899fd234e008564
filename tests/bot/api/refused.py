"""What wrong requests have in common."""

from typing import Any


def check_refused_whole(api: Any, asked: dict[str, Any], field: str) -> None:
    """`asked` is refused, which names `field`, and what is right beside it is not kept either."""
    before = api.get("/settings").json
    answer = api.patch("/settings", json=asked | {"name": "Other"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert api.get("/settings").json == before


def refused(answer: Any) -> dict[str, str]:
    """The fields that an answer refuses, each with what it says."""
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json["errors"]}
