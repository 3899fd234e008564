"""What a message says: for every type that WhatsApp knows, and for those it does not know yet.

Each function takes the object that is named after the type and answers what a person reads, what
was tapped, and the rest for the timeline.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.whatsapp.errors import code_of, detail_of
from bot.whatsapp.replies import Said, interactive_reply, template_button
from bot.whatsapp.values import (
    keep,
    link,
    mapping,
    mappings,
    number,
    phone,
    present,
    text,
    word,
)

MOST_ORDERED = 200
"""Products of one order."""


def understand(item: Mapping[str, Any]) -> Said:
    """What `item` of ``messages[]`` says, whatever its type."""
    kind = text(item.get("type"))
    said = FORMS.get(kind, _unknown)(item.get(kind))
    around = _around(item)
    return said._replace(content={**said.content, **around}) if around else said


def _around(item: Mapping[str, Any]) -> dict[str, Any]:
    """What any type may carry beside itself."""
    context, errors = mapping(item.get("context")), mappings(item.get("errors"))
    if not context and not errors:
        return {}
    forwarded = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return present(
        forwarded=forwarded or None,
        product=keep(context.get("referred_product")),
        error=present(code=code_of(errors[0]), title=detail_of(errors[0])) if errors else None,
    )


def _text(part: Any) -> Said:
    return Said(text(mapping(part).get("body")))


def _media(part: Any) -> Said:
    media = mapping(part)
    content = present(
        media_id=word(media.get("id")),
        mime=word(media.get("mime_type")),
        sha256=word(media.get("sha256")),
        filename=word(media.get("filename")),
        voice=media.get("voice") is True or None,
        animated=media.get("animated") is True or None,
    )
    return Said(text(media.get("caption")), content=content)


def _location(part: Any) -> Said:
    place = mapping(part)
    latitude, longitude = number(place.get("latitude")), number(place.get("longitude"))
    content = present(
        latitude=latitude,
        longitude=longitude,
        name=word(place.get("name")),
        address=word(place.get("address")),
        url=link(place.get("url")),
    )
    spot = ""
    if latitude is not None and longitude is not None:
        spot = f"{round(latitude, 6)}, {round(longitude, 6)}"
    known = ", ".join(content[key] for key in ("name", "address") if key in content)
    return Said(f"{known} ({spot})" if known and spot else known or spot, content=content)


def _contacts(part: Any) -> Said:
    cards = mappings(part)
    own = [card for card in cards if card.get("origin") == "contact_request"]
    content = present(
        cards=[_card(card) for card in cards],
        # Any other card may be somebody else's.
        own_phone=_first_phone(own[0]) if own else None,
    )
    names = [card["name"] for card in content.get("cards", []) if "name" in card]
    return Said(", ".join(names), content=content)


def _card(card: Mapping[str, Any]) -> dict[str, Any]:
    return present(
        name=word(mapping(card.get("name")).get("formatted_name")),
        phones=[word(each.get("phone")) for each in mappings(card.get("phones"))],
        emails=[word(each.get("email")) for each in mappings(card.get("emails"))],
        company=word(mapping(card.get("org")).get("company")),
        origin=word(card.get("origin")),
    )


def _first_phone(card: Mapping[str, Any]) -> str | None:
    found = [phone(each.get("wa_id") or each.get("phone")) for each in mappings(card.get("phones"))]
    return next((digits for digits in found if digits), None)


def _order(part: Any) -> Said:
    order = mapping(part)
    items = [_ordered(item) for item in mappings(order.get("product_items"), MOST_ORDERED)]
    note = text(order.get("text"))
    lines = ", ".join(f"{item.get('quantity', 1):g} x {item.get('product', '?')}" for item in items)
    content = present(catalog_id=word(order.get("catalog_id")), items=items, note=note)
    return Said("\n".join(filter(None, (note, lines))), content=content)


def _ordered(item: Mapping[str, Any]) -> dict[str, Any]:
    return present(
        product=word(item.get("product_retailer_id")),
        quantity=number(item.get("quantity")),
        price=number(item.get("item_price")),
        currency=word(item.get("currency")),
    )


def _reaction(part: Any) -> Said:
    """An empty emoji takes the reaction back. It is no text: nobody answers a question by it."""
    reaction = mapping(part)
    emoji, wamid = text(reaction.get("emoji"), 32), word(reaction.get("message_id"))
    return Said(content={"emoji": emoji, "wamid": wamid})


def _unsupported(part: Any) -> Said:
    return Said(content=present(unsupported=word(mapping(part).get("type"))))


def _unknown(part: Any) -> Said:
    return Said(content=present(unknown=keep(part)))


FORMS: dict[str, Callable[[Any], Said]] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "audio": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "interactive": interactive_reply,
    "button": template_button,
    "order": _order,
    "reaction": _reaction,
    "unsupported": _unsupported,
}
