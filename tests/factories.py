"""Rows for tests: plain functions with boring defaults: what a test says is what matters."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.agents.team import Team
from models.assignment.rule import Rule, Ruleset, Trigger
from models.base import Model
from models.campaigns import ordering
from models.campaigns.campaign import Campaign
from models.clock import now
from models.contact import Contact, ContactTag, ContactTrait, Identifier, IdentifierKind
from models.contact.message import Author, Message
from models.interactions.interaction import Interaction, InteractionKind
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem, OutboxKind
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase, PurchaseItem
from models.settings.automation import Automation
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from models.settings.source import WHATSAPP, Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind
from models.webhooks.delivery import WebhookDelivery, new_id
from models.webhooks.endpoint import WebhookEndpoint, new_secret
from models.workflow.tables import Workflow

NUMBER = "100000000000001"
"""Our own phone_number_id."""
PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_next = count(1)


def make_agent(name: str = "Ann", **values: Any) -> Agent:
    """A sales agent `name`@example.org who is here."""
    values = {"email": f"{name.lower()}@example.org", "role": Role.SALES_AGENT} | values
    password = values.pop("password", None)
    if password:
        values["password_hash"] = QUICK.hash(password)
    return Agent.create(name=name, **values)


def make_team(name: str = "Fashion", members: list[Agent] | None = None) -> Team:
    team = Team.create(name=name)
    team.set_members(members or [])
    return team


def make_rule(name: str = "Rule", agents: list[Agent] | None = None, **values: Any) -> Rule:
    """An active rule for changed contacts, behind the others, already published."""
    values = {"trigger": Trigger.CONTACT_UPDATED, "position": next(_next)} | values
    rule = Rule.create(name=name, **values)
    rule.set_agents(agents or [])
    Ruleset.publish()
    return rule


def make_contact(
    name: str = "Dora",
    *,
    phone: str | None = None,
    bsuid: str | None = None,
    status: str | None = None,
    source: str | None = WHATSAPP,
    traits: dict[str, Any] | None = None,
    tags: list[str] | None = None,
    **values: Any,
) -> Contact:
    """A contact as a first WhatsApp message leaves it, with a phone of its own."""
    contact = Contact.create(
        name=name,
        status=find(Status, status) if status else Organisation.the().default_status,
        source=find(Source, source) if source else None,
        **{"number": NUMBER, "closure_deadline": date(2030, 1, 15)} | values,
    )
    make_identifier(contact, IdentifierKind.PHONE, phone or f"346{next(_next):08d}")
    if bsuid:
        make_identifier(contact, IdentifierKind.BSUID, bsuid)
    for trait, value in (traits or {}).items():
        ContactTrait.create(contact=contact, trait=make_trait(trait, value), value=value)
    for tag in tags or []:
        ContactTag.create(contact=contact, tag=make_tag(tag))
    return contact


def make_identifier(
    contact: Contact, kind: IdentifierKind, value: str, active: bool = True
) -> Identifier:
    return Identifier.create(contact=contact, kind=kind, value=value, active=active)


def make_trait(name: str, like: Any = "text") -> Trait:
    """The trait `name`, defined by the kind of `like` when it is new."""
    kind = TraitKind.TEXT
    if isinstance(like, bool):
        kind = TraitKind.BOOLEAN
    elif isinstance(like, int | float):
        kind = TraitKind.NUMBER
    return Trait.get_or_none(Trait.name == name) or Trait.create(name=name, kind=kind)


def make_tag(name: str) -> Tag:
    return Tag.get_or_none(Tag.name == name) or Tag.create(name=name)


def make_status(name: str, *, closure: bool = False, color: str = "#123456") -> Status:
    return Status.create(name=name, closure=closure, color=color, position=100 + next(_next))


def make_message(
    contact: Contact, text: str = "Hi", *, author: Author = Author.CONTACT, **values: Any
) -> Message:
    values = {"type": "text", "number": NUMBER, "sent_at": now()} | values
    content = {"type": "text", "text": text}
    return Message.create(
        contact=contact.id, author=author, text=text, **{"content": content} | values
    )


def make_inbox_item(**values: Any) -> InboxItem:
    """A message of nobody in particular that waits for the drain."""
    n = next(_next)
    plain = {"external_id": f"wamid.{n}", "lane": f"lane-{n}", "kind": "message"}
    return InboxItem.create(**plain | {"number": NUMBER, "payload": '{"item": {}}'} | values)


def make_outbox_item(**values: Any) -> OutboxItem:
    """An email to Ann that waits for delivery."""
    payload = {
        "to": "ann@example.org",
        "subject": "Dora is yours",
        "paragraphs": ["Hello Ann,", "Dora was assigned to you."],
        "facts": [["budget", "1500"]],
        "link": "/contacts/1",
    }
    plain = {"kind": OutboxKind.EMAIL, "lane": f"agent:{next(_next)}:email", "payload": payload}
    return OutboxItem.create(**plain | values)


def make_api_key(agent: Agent | None = None) -> str:
    """The key itself, for an Authorization header."""
    return ApiKey.issue("Test", agent=agent)


def make_workflow(source: str, *, active: bool = True) -> Workflow:
    return Workflow.publish(source, active=active)


def make_automation(status: str, *actions: dict[str, Any], active: bool = True) -> Automation:
    """What happens when a contact enters the status of this name."""
    return Automation.create(status=find(Status, status), actions=list(actions), active=active)


def make_endpoint(url: str = "https://receiver.example/hook", **values: Any) -> WebhookEndpoint:
    """An endpoint that is told of everything, switched on."""
    return WebhookEndpoint.create(url=url, **{"secret": new_secret()} | values)


def make_delivery(endpoint: WebhookEndpoint, **values: Any) -> WebhookDelivery:
    """A ping that waits for its first call."""
    plain = {"webhook_id": new_id(), "type": "ping", "body": '{"type":"ping"}'}
    return WebhookDelivery.create(endpoint=endpoint, **plain | values)


def make_campaign(contacts: list[Contact], agent: Agent | None = None, **values: Any) -> Campaign:
    """A template to these contacts, ten a second, from now on."""
    template = {"type": "template", "name": "hello", "language": "en", "parameters": ["{name}"]}
    plain = {"name": f"Campaign {next(_next)}", "content": template, "number": NUMBER, "rate": 600}
    wanted = Contact.select(Contact.id).where(Contact.id.in_([one.id for one in contacts]))
    return ordering.order(Campaign(**plain | values), wanted, agent, "api_key:1")


def set_organisation(**values: Any) -> None:
    """Change the organisation's settings: ``fallback=True``, ``timezone="Europe/Madrid"`` …"""
    Organisation.update(**values).where(Organisation.id == 1).execute()


def heard(at: datetime | None = None) -> dict[str, datetime]:
    """For make_contact: they wrote just now, so the 24-hour window is open."""
    return {"last_heard_at": at or now()}


def find(model: type[Model], name: str) -> Any:
    """The status, source, tag … of this name."""
    return model.get(model.name == name)  # type: ignore[attr-defined]


def make_option(kind: OptionKind, name: str) -> Option:
    """One that is there already, or a new one behind the others."""
    found = Option.get_or_none(Option.kind == kind, Option.name == name)
    return found or Option.create(kind=kind, name=name, position=100 + next(_next))


def make_interaction(
    contact: Contact | None, assignee: Agent, starts_at: datetime, **values: Any
) -> Interaction:
    """A call of half an hour, or a note to oneself without a contact."""
    kind = InteractionKind.STANDARD if contact else InteractionKind.PERSONAL
    plain: dict[str, Any] = {"kind": kind, "contact": contact, "creator": assignee}
    if contact:
        plain["type"] = make_option(OptionKind.TYPE, "Call")
        plain["purpose"] = make_option(OptionKind.PURPOSE, "Follow-up")
    outcome = values.pop("outcome", None)
    if outcome:
        plain["outcome"] = make_option(OptionKind.OUTCOME, outcome)
        plain["completed_at"] = starts_at
    minutes = timedelta(minutes=values.pop("minutes", 30))
    times = {"starts_at": starts_at, "ends_at": starts_at + minutes}
    return Interaction.create(assignee=assignee, **plain | times | values)


def make_opportunity(contact: Contact, name: str = "Spring order", **values: Any) -> Opportunity:
    return Opportunity.create(contact=contact, name=name, **{"value": 1000} | values)


def make_purchase(contact: Contact, *items: tuple[str, int, int], **values: Any) -> Purchase:
    """Of items as (name, quantity, price), in euros."""
    items = items or (("Dress", 1, 80),)
    total = sum(quantity * price for _, quantity, price in items)
    purchase = Purchase.create(contact=contact, **{"currency": "EUR", "total": total} | values)
    for name, quantity, price in items:
        PurchaseItem.create(purchase=purchase, name=name, quantity=quantity, price=price)
    return purchase
