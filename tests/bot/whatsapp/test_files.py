"""What a file is, by its bytes; how large it may be; what it is called. W7."""

import io
import zipfile

import pytest

from bot.whatsapp import files
from bot.whatsapp.files import MEGABYTE, cleaned, judged

JPEG = b"\xff\xd8\xff\xe0 a picture"
MP4 = b"\0\0\0\x18ftypmp42 a video"


def packed(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "said", "kind", "mime"),
    [
        (JPEG, "application/x-msdownload", "image", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n a picture", "", "image", "image/png"),
        (MP4, "video/mp4", "video", "video/mp4"),
        (MP4, "audio/mp4", "audio", "audio/mp4"),
        (b"\0\0\0\x18ftypM4A sound", "", "audio", "audio/mp4"),
        (b"\0\0\0\x18ftyp3gp5", "", "video", "video/3gpp"),
        (b"ID3 a song", "", "audio", "audio/mpeg"),
        (b"#!AMR", "", "audio", "audio/amr"),
        (b"OggS" + b"\0" * 24 + b"OpusHead", "", "audio", "audio/ogg"),
        (b"%PDF-1.7", "image/png", "document", "application/pdf"),
        (packed("[Content_Types].xml", "xl/book.xml"), "", "document", files.OFFICE["xl/"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", files.OLD_OFFICE[0], "document", files.OLD_OFFICE[0]),
    ],
)
def test_the_bytes_decide(data: bytes, said: str, kind: str, mime: str) -> None:
    found = judged(data, said, "photo.exe")
    assert (found.kind, found.mime) == (kind, mime)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90\0 a program", "image/png"),
        (b"<svg onload='alert(1)'/>", "image/svg+xml"),
        (b"<script>alert(1)</script>", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x14ftypqt  ", "video/mp4"),
        (b"OggS" + b"\0" * 24 + b"\x01vorbis", "audio/ogg"),
        (packed("evil.exe"), files.OFFICE["word/"]),
        (b"PK\x03\x04 no archive", "video/mp4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "image/png"),
    ],
)
def test_what_is_dangerous_or_unknown_is_a_document(data: bytes, said: str) -> None:
    found = judged(data, said, "photo.jpg")
    assert (found.kind, found.mime) == ("document", files.ANYTHING)


def test_a_picture_may_go_as_a_document() -> None:
    assert judged(JPEG, "", "a.jpg", as_document=True).kind == "document"


def test_what_is_too_large_is_refused_with_the_remedy() -> None:
    large = JPEG + bytes(5 * MEGABYTE)
    with pytest.raises(ValueError, match=r"has 5\.1 MB, 5 MB are taken: .* as a document"):
        judged(large, "", "a.jpg")
    assert judged(large, "", "a.jpg", as_document=True).size == len(large)
    with pytest.raises(ValueError, match="empty"):
        judged(b"", "", "a.jpg")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Offer 2027.pdf", "Offer 2027.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\año.png", "año.png"),
        ('a"b\r\nX: y|?*.txt', "abX y.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        (" . ", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert cleaned(name) == clean
