"""The whole dispatch on one screen: what each kind of item means, and who handles a message."""

from typing import Protocol

from handlers import consent, enrolment, hand_over, orders, qualification, returning, silence
from handlers.scene import Handled, Kept, Later, Scene, own_phone_in
from models.assignment import deciding
from models.contact import Contact
from models.incoming import (
    Amendment,
    Echo,
    IdentityChange,
    Incoming,
    IncomingMessage,
    MetaNotice,
    Preference,
    Receipt,
)


class Handler(Protocol):
    """A module that knows what some messages mean."""

    def accepts(self, contact: Contact, message: IncomingMessage) -> bool: ...

    def handle(self, contact: Contact, message: IncomingMessage) -> None: ...


HANDLERS: tuple[Handler, ...] = (consent, silence, hand_over, qualification, enrolment)
"""In order; the first that accepts a message handles it. One that nobody accepts is kept in the
conversation."""


def handle(scene: Scene, item: Incoming) -> Handled:
    """Do what one item asks for, in memory. Receipts come in sets, see models.queues.receipts."""
    match item:
        case IncomingMessage():
            return _message(scene, item)
        case Amendment():
            return _amendment(scene, item)
        case IdentityChange():
            return _identity_change(scene, item)
        case Preference():
            return _preference(scene, item)
        case Echo():
            return _echo(scene, item)
        case MetaNotice():
            return Kept(f"{item.subject}: {item.detail}")
        case Receipt():
            raise TypeError("receipts are settled in sets")


def _message(scene: Scene, message: IncomingMessage) -> Handled:
    colleague = scene.batch.catalogue.agent_by_whatsapp(message.sender.phone)
    if colleague is not None:
        return Kept(f"written by the agent {colleague.name}, who is no contact")
    scene.batch.cause = f"message:{message.wamid}"
    contact = scene.directory.admit(message.sender)
    returns = returning.comes_back(contact, message)
    message_id = contact.hear(message)
    if message.type == orders.ORDER:
        orders.take(contact, message, message_id)
    scene.directory.answer_to(contact, message.sender)
    if message.origin and contact.origin is None:
        contact.origin = message.origin
    own_phone = own_phone_in(message)
    if own_phone:
        scene.directory.learn(contact, own_phone)
    for handler in HANDLERS:
        if handler.accepts(contact, message):
            handler.handle(contact, message)
            break
    deciding.fire(scene.batch, contact)
    if returns:
        deciding.offer_back(scene.batch, contact)
    return None


def _amendment(scene: Scene, amendment: Amendment) -> Handled:
    message = scene.amended(amendment.original_wamid)
    contact = scene.directory.find(amendment.sender)
    if message is None or contact is None or not message.written_by(contact):
        return Later("the message that it changes is not known")
    scene.batch.cause = f"message:{amendment.wamid}"
    contact.amend(message, amendment)
    if message.type == orders.ORDER and message.revoked_at is not None:
        orders.take_back(contact, message)
    return None


def _preference(scene: Scene, preference: Preference) -> Handled:
    contact = scene.directory.find(preference.sender)
    if contact is None:
        return Kept("somebody whom we do not know chose about marketing messages")
    scene.batch.cause = "whatsapp:user_preferences"
    consent.prefer(contact, preference)
    return None


def _echo(scene: Scene, echo: Echo) -> Handled:
    contact = scene.directory.find(echo.receiver)
    if contact is None:
        return Kept("written from the phone's app to somebody who is no contact")
    scene.batch.cause = f"message:{echo.wamid}"
    contact.overhear(echo)
    return None


def _identity_change(scene: Scene, change: IdentityChange) -> Handled:
    contact = scene.directory.find(change.before)
    if contact is None:
        return Kept("somebody whom we do not know changed their number")
    scene.batch.cause = f"message:{change.wamid}"
    scene.directory.move(contact, change.before, change.after)
    return None
