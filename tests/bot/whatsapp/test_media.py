"""Files from WhatsApp: fetched with our token from where only Meta may be. W7."""

import pytest
import requests
import responses

from bot.whatsapp import media
from bot.whatsapp.media import Away, Gone
from tests.bot.whatsapp.graph import API_URL, NUMBER

ABOUT = f"{API_URL}/123"
PLACE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=123"


@pytest.fixture
def meta() -> responses.RequestsMock:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def tell(meta: responses.RequestsMock, url: str = PLACE) -> None:
    meta.get(ABOUT, json={"url": url, "mime_type": "image/jpeg", "file_size": "5"})


def fetch() -> bytes:
    return b"".join(media.fetch(API_URL, "token", "123", NUMBER).pieces)


def test_a_file_is_fetched_in_two_steps(meta: responses.RequestsMock) -> None:
    tell(meta)
    meta.get(PLACE, body=b"JPEG!")
    assert fetch() == b"JPEG!"
    assert {call.request.headers["Authorization"] for call in meta.calls} == {"Bearer token"}
    assert f"phone_number_id={NUMBER}" in str(meta.calls[0].request.url)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://evilfbsbx.com/x",
        "https://fbsbx.com.evil.example/x",
        "https://a@lookaside.fbsbx.com/x",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:5432/",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
def test_the_token_goes_to_meta_only(meta: responses.RequestsMock, url: str) -> None:
    tell(meta, url)
    with pytest.raises(Away):
        fetch()
    assert len(meta.calls) == 1


def test_no_redirect_is_followed(meta: responses.RequestsMock) -> None:
    tell(meta)
    meta.get(PLACE, status=302, headers={"Location": "http://169.254.169.254/"})
    with pytest.raises(Away):
        fetch()
    assert len(meta.calls) == 2


def test_what_meta_no_longer_has_is_gone(meta: responses.RequestsMock) -> None:
    meta.get(ABOUT, status=404, json={"error": {"code": 100}})
    with pytest.raises(Gone):
        fetch()
    with pytest.raises(Gone):
        media.fetch(API_URL, "token", "../me", NUMBER)


def test_meta_is_away(meta: responses.RequestsMock) -> None:
    meta.get(ABOUT, body=requests.ConnectionError("no"))
    with pytest.raises(Away):
        fetch()


def test_nothing_larger_than_a_message_may_hold_is_read(
    meta: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "LARGEST", 4)
    tell(meta)
    meta.get(PLACE, body=b"JPEG!", auto_calculate_content_length=True)
    with pytest.raises(Away):
        fetch()
