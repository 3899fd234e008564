"""A fashion shop a year after it opened, as pages show it: colleagues of every role, customers
who went through the workflow, conversations in every state. Played, not written into tables: by
the drain that handles real deliveries, and by the API as the agents who act."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask

from bot.simulator import demo
from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.agents.team import Team
from models.assignment.rule import Rule
from models.clock import now
from models.contact import Contact
from models.contact.finding import search
from models.contact.message import Delivery, Message
from models.notices import wording
from models.notices.notification import Notification
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem
from models.settings.option import Option, OptionKind
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait
from models.workflow.tables import Workflow
from tests import factories
from tests.bot.conftest import Api
from tests.browser import agenda, conversations, trade
from tests.browser.past import days_ago
from tests.story import Customer
from workers import jobs

PEOPLE = {
    Role.OWNER: "Olga Linden",
    Role.ADMIN: "Ada Loom",
    Role.SALES_MANAGER: "Ann Berger",
    Role.SALES_AGENT: "Mia Santos",
    Role.SUPPORT: "Sam Okafor",
    Role.OPERATIONS: "Otto Weiss",
    Role.ACCOUNT_MANAGER: "Ida Larsen",
}
CUSTOMERS = [
    "Dora Meyer",
    "Luis Ortega",
    "Yuki Tanaka",
    "Priya Nair",
    "Tom Becker",
    "Amara Diallo",
    "Chloé Martin",
    "Mateo Silva",
    "Hanna Virtanen",
    "Omar Haddad",
    "Eva Novotná",
    "Jonas Lund",
    "Sofia Rossi",
    "Ben Carter",
    "Leila Amini",
    "Nora Quinn",
    "Pedro Gómez",
    "Wei Chen",
    "Fatima Zahra",
    "Anton Kral",
    "Grace Owusu",
    "Mila Petrović",
    "Rui Costa",
    "Elif Kaya",
]
OPENED = 360
"""Days ago."""
KEY = 6
"""So many of the first customers the owner looks after herself."""
REASONS = (
    "Buys for her whole staff: please look after her.",
    "Asks for a discount on five jackets.",
    "Has a boutique of her own, and wants to resell.",
    "A friend of yours sent her.",
    "Plans a wedding with twelve guests to dress.",
    "Wants to speak with the owner.",
)
DEADLINES = (12, 9, 6, 1, 15, 20)
"""In days, of the same."""
STATUSES = ("Interested", "Negotiation", "Converted", "Lost")
ANSWERS = (
    "The linen jackets come in navy and sand, from 180 euros. Shall I put one aside for you?",
    "We have it in your size. You can try it on until Saturday.",
    "Delivery takes two days; returns are free for thirty.",
)
REPLIES = ("Yes please, the navy one!", "Great, I will come by on Friday.", "Perfect, thank you.")


@dataclass
class Shop:
    staff: dict[Role, Agent]
    contacts: list[Contact] = field(default_factory=list)
    ids: dict[str, Any] = field(default_factory=dict)
    """What addresses of pages need: ``/contacts/{contact}``."""


def open_shop(app: Flask) -> Shop:
    """Everything is written to the database that is connected."""
    chance = random.Random(7)
    with days_ago(OPENED):
        demo.load()
        shop = Shop(_hire())
    for place, name in enumerate(CUSTOMERS):
        with days_ago(_came(place)):
            shop.contacts.append(_visit(name, place, chance))
    _work(app, shop, chance)
    _hand_on(app, shop)
    shop.ids |= _keep_books(app, shop)
    shop.ids |= {"status": Status.get(Status.name == "Interested").id}
    shop.ids |= {"workflow": Workflow.get().id}
    shop.ids |= {"agent": shop.staff[Role.SALES_AGENT].id, "team": Team.get().id}
    shop.ids |= _connect_programs(shop)
    shop.ids |= {"contact": _talkative(shop).id, "rule": Rule.get(Rule.name == "VIP").id}
    shop.ids |= _settings(app, shop)
    shop.ids |= _rows()
    shop.ids |= trade.fill(app, shop.staff, shop.contacts)
    shop.ids |= agenda.fill(app, shop.staff, shop.contacts[:KEY])
    _order(app, shop)
    _tell_owner(shop)
    shop.ids |= {"conversation": conversations.lead(app, shop.staff[Role.SALES_AGENT]).id}
    while search.refresh():
        pass
    return shop


def _came(place: int) -> float:
    """So many days ago: the first when the shop was new, the others within three weeks."""
    return 20 - place * 5 // 6 - place % 4 / 24 if place else OPENED - 10


def _connect_programs(shop: Shop) -> dict[str, int]:
    """An ERP that was told of some things, a web shop with a key."""
    erp = factories.make_endpoint(description="ERP", events=["contact.created", "contact.closed"])
    failed = "answered 503: Service Unavailable"
    told = factories.make_delivery(
        erp, state=WorkState.DONE, attempts=1, answer_code=200, answer="ok", duration_ms=84
    )
    factories.make_delivery(erp, state=WorkState.PARKED, attempts=8, last_error=failed)
    factories.make_delivery(erp)
    scopes = ["read", "write"]
    key, _ = ApiKey.make("Web shop", scopes=scopes, created_by=shop.staff[Role.ADMIN])
    return {"webhook": erp.id, "delivery": told.id, "key": key.id}


def _hire() -> dict[Role, Agent]:
    staff = {}
    for role, name in PEOPLE.items():
        found = Agent.get_or_none(Agent.name == name) or factories.make_agent(
            name, email=f"{name.split()[0].lower()}@example.com", role=role
        )
        found.password_hash = factories.QUICK.hash(factories.PASSWORD)
        found.save()
        staff[role] = found
    return staff


def _visit(name: str, place: int, chance: random.Random) -> Contact:
    """Most answer both questions; some stop on the way, as people do."""
    customer = Customer(name)
    customer.says(chance.choice(["Hi", "Hello! Are you open today?", "I saw your ad"]))
    if place % 8 != 7:
        customer.taps(chance.choice(["Men", "Women"]))
    if place % 8 not in (6, 7):
        customer.says(str(chance.choice([80, 150, 300, 700, 1200, 2500])))
    return customer.contact


def _work(app: Flask, shop: Shop, chance: random.Random) -> None:
    """What colleagues did with those whom they were given."""
    for place, contact in enumerate(Contact.select().order_by(Contact.id)):
        if contact.owner_id is None:
            continue
        api = Api(app.test_client(), factories.make_api_key(contact.owner))
        with days_ago(_came(place) - 0.05):
            _done(api.post(f"/contacts/{contact.id}/messages", json={"text": ANSWERS[place % 3]}))
            if place % 3:
                factories.make_message(contact, REPLIES[place % 3])
            if place % 4 == 0:
                text = "Prefers to be called in the evening."
                _done(api.post(f"/contacts/{contact.id}/notes", json={"text": text}))
            status = chance.choice([None, *STATUSES])
            if status and KEY <= place < len(CUSTOMERS) - 5:
                _done(api.patch(f"/contacts/{contact.id}", json={"status": status}))
    Message.update(delivery=Delivery.READ).where(Message.delivery.is_null(False)).execute()
    Tag.get_or_create(name="Newsletter")


def _hand_on(app: Flask, shop: Shop) -> None:
    """The owner looks after the first customers herself, once she knows of them."""
    owner = shop.staff[Role.OWNER]
    mine = Api(app.test_client(), factories.make_api_key(owner))
    for place, contact in enumerate(shop.contacts[:KEY]):
        api = Api(app.test_client(), factories.make_api_key(contact.owner))
        note = {"to": owner.email, "note": REASONS[place]}
        with days_ago(_came(place) - 0.2):
            _done(api.post(f"/contacts/{contact.id}/hand_on", json=note))
            hello = {"text": "I am Olga, the owner: from now on I look after you myself."}
            _done(mine.post(f"/contacts/{contact.id}/messages", json=hello))
        wish = {"closure_deadline": f"{(now() + timedelta(days=DEADLINES[place])).date()}"}
        if place % 2 == 0:
            wish["status"] = "Negotiation"
        with days_ago(2 + place / 10):
            _done(mine.patch(f"/contacts/{contact.id}", json=wish))
    with days_ago(0.1):
        dora = shop.contacts[0]
        factories.make_message(dora, "Could you bring the jacket in sand as well?")
        Contact.update(last_heard_at=now()).where(Contact.id == dora.id).execute()


def _settings(app: Flask, shop: Shop) -> dict[str, int]:
    """What the owner set up beside the workflow."""
    api = Api(app.test_client(), factories.make_api_key(shop.staff[Role.OWNER]))
    thanks = {"send": {"text": "Thank you, {name}! Your parcel leaves tomorrow."}}
    actions = [thanks, {"tag": "Customer"}, {"state": "CLIENT"}, {"notify": "managers"}]
    made = api.post("/automations", json={"status": "Converted", "actions": actions})
    _done(made)
    ladder = [{"days": -2, "to": "owner"}, {"days": 0, "to": "owner"}, {"days": 3, "to": "manager"}]
    quiet = {"quiet_from": "20:00", "quiet_to": "08:00", "first_reply_minutes": 30}
    _done(api.patch("/settings", json={"name": "Linden & Loom", "reminders": ladder, **quiet}))
    return {
        "automation": made.json["id"],
        "status": Status.get(Status.name == "Negotiation").id,
        "source": Source.create(name="Referral").id,
        "option": Option.get(Option.kind == OptionKind.TYPE).id,
        "trait": Trait.get(Trait.name == "budget").id,
        "tag": Tag.get(Tag.name == "VIP Customer").id,
    }


def _tell_owner(shop: Shop) -> None:
    """Of a deadline; the notices before it were read."""
    owner, contact = shop.staff[Role.OWNER], shop.contacts[3]
    Notification.update(read_at=now()).where(Notification.agent == owner).execute()
    subject = f"Close {contact.name} by tomorrow"
    facts = [["audience", "Women"], ["budget", "300"]]
    letter = wording.notice(owner, subject, f"{subject}.", facts, f"/contacts/{contact.id}")
    Notification.create(agent=owner, key=f"shop:{subject}", payload=letter)


IMPORTED = (
    *("Noor Haddad", "Iker Zubiri", "Chiara Ferri", "Tomasz Wilk", "Amara Diallo", "Jonas Brandt"),
    *("Sofía Ledesma", "Priya Raman", "Elif Kaya", "Hugo Lambert", "Mei Tanaka", "Owen Hughes"),
)


def _order(app: Flask, shop: Shop) -> None:
    """Long work: an import with a row that was refused, a campaign."""
    api = Api(app.test_client(), factories.make_api_key(shop.staff[Role.OWNER]))
    people = [{"name": name, "phone": f"3461100{n:04d}"} for n, name in enumerate(IMPORTED)]
    imported = api.post("/contacts/bulk", json={"contacts": [*people, {"phone": "12"}]})
    _done(imported)
    template = {"name": "spring_offer", "language": "en", "parameters": ["{name}"]}
    wish = {"name": "Spring offer", "filter": {}, "template": template, "quiet_hours": False}
    sent = api.post("/campaigns", json=wish)
    _done(sent)
    jobs.work_off()
    ways = (Delivery.READ, Delivery.DELIVERED, Delivery.SENT)
    for place, one in enumerate(Message.select().where(Message.type == "template")):
        Message.update(delivery=ways[place % 3]).where(Message.id == one.id).execute()
    shop.ids |= {"kept": _keep_file(api)}
    shop.ids |= {"job": imported.json["id"], "campaign": sent.json["id"]}


def _rows() -> dict[str, int]:
    """One that arrived and nobody understands, one that is owed."""
    odd = factories.make_inbox_item(
        state=WorkState.PARKED,
        kind="unreadable",
        attempts=1,
        last_error="This is no delivery of WhatsApp: the field entry is missing.",
        payload='{"object": "page", "changes": [{"field": "feed", "value": {"item": "post"}}]}',
    )
    return {"inbox": odd.id, "outbox": OutboxItem.select().order_by(OutboxItem.id).get().id}


def _keep_file(api: Api) -> int:
    """A file whose import was tried."""
    guests = [
        {"name": "Mara Lind", "phone": "+34 611 000 001", "budget": "900", "size": "M"},
        {"name": "Iris Holm", "phone": "+34 611 000 002", "budget": "300", "size": "S"},
        {"name": "Paul Brun", "phone": "611", "budget": "much", "size": "L"},
    ]
    rows = "\n".join(",".join(one.values()) for one in guests)
    text = f"Name,Mobile,Budget,Size\n{rows}\n"
    file = {"file": (BytesIO(text.encode()), "spring-fair.csv")}
    kept = api.upload("/contacts/bulk/files", file)
    _done(kept)
    mapping = {"Size": "trait:size:text", "Budget": "trait:budget"}
    tried = api.post(
        f"/contacts/bulk/files/{kept.json['id']}", json={"mapping": mapping, "dry_run": True}
    )
    _done(tried)
    return int(kept.json["id"])


def _keep_books(app: Flask, shop: Shop) -> dict[str, int]:
    """A company, somebody who came twice, and a change of many."""
    api = Api(app.test_client(), factories.make_api_key(shop.staff[Role.OWNER]))
    company = api.post("/companies", json={"name": "Linden Shoes Ltd"})
    wish = {"company": company.json["id"], "email": "dora@lindenshoes.example", "town": "Lyon"}
    _done(api.patch(f"/contacts/{shop.contacts[0].id}", json=wish))
    person = {"contact_person": shop.contacts[0].id}
    _done(api.patch(f"/companies/{company.json['id']}", json=person))
    twin = {"name": "Dora M.", "email": wish["email"], "status": "Lost", "tags": ["Newsletter"]}
    other = api.post("/contacts", json=twin)
    clients = {"filter": {"status": "Converted"}, "changes": {"state": "CLIENT"}}
    with days_ago(1):
        _done(api.post("/contacts/change", json=clients))
    hot = {"name": "Large budgets", "query": "trait.budget.gte=1000&sort=name", "shared": True}
    view = api.post("/views", json=hot)
    ids = {"view": view, "company": company, "other_contact": other}
    return {name: answer.json["id"] for name, answer in ids.items()}


def _talkative(shop: Shop) -> Contact:
    """An open contact of the sales agent's who came last."""
    mine = Contact.select().where(
        Contact.owner == shop.staff[Role.SALES_AGENT], Contact.closed_at.is_null()
    )
    found: Contact = mine.order_by(Contact.id.desc()).first() or shop.contacts[0]
    return found


def _done(response: Any) -> None:
    assert response.status_code < 300, response.get_json()
