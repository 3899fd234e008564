"""Bootstrap's icons: the page brings the drawings of those it uses, each once. The file that holds
all of them is a megabyte, which nobody should load for a dozen."""

import re
from functools import cache
from pathlib import Path

import flask_bootstrap
from flask import g
from markupsafe import Markup

SPRITE = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/icons/bootstrap-icons.svg"
SYMBOL = re.compile(r'<symbol class="[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>', re.S)


def icon(name: str, label: str | None = None) -> Markup:
    """An icon by Bootstrap's name for it. `label`: what it says where it stands without words."""
    _used().setdefault(name)
    if label is None:
        return Markup('<svg class="bi" aria-hidden="true"><use href="#bi-{}"/></svg>').format(name)
    return Markup(
        '<svg class="bi" role="img" aria-label="{0}"><title>{0}</title><use href="#bi-{1}"/></svg>'
    ).format(label, name)


def drawings() -> Markup:
    """What the icons of this page refer to: stands at the end of a page or of a part of one."""
    symbols = Markup("").join(
        Markup('<symbol id="bi-{}" viewBox="{}">{}</symbol>').format(name, *_drawing(name))
        for name in _used()
    )
    return Markup('<svg class="drawings" aria-hidden="true">{}</svg>').format(symbols)


def _used() -> dict[str, None]:
    """The names, in the order of their first use."""
    if "icons" not in g:
        g.icons = {}
    used: dict[str, None] = g.icons
    return used


def _drawing(name: str) -> tuple[str, Markup]:
    box, drawing = _sprite()[name]
    return box, Markup(drawing)  # noqa: S704  (it comes with the package)


@cache
def _sprite() -> dict[str, tuple[str, str]]:
    found = SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))
    return {name: (box, drawing) for box, name, drawing in found}
