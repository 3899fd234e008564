"""Who may open the pages of contacts, of companies and of views: a part of bot/access.py."""

from bot.access_row import Reach, Row
from models.agents.visibility import ADMINISTRATORS, EVERYBODY, MANAGERS, SALES

SEE = Reach.SEE

CONTACTS: dict[str, Row] = {
    "pages.contacts": Row(EVERYBODY, SEE),
    "pages.selected": Row(EVERYBODY),
    "pages.change_contacts": Row(EVERYBODY, SEE),
    "pages.export_contacts": Row(MANAGERS, SEE),
    "pages.add_contact": Row(SALES),
    "pages.edit_contact": Row(EVERYBODY, SEE),
    "pages.merge_contact": Row(EVERYBODY, SEE),
    "pages.erase_contact": Row(ADMINISTRATORS),
    "pages.contact_dossier": Row(ADMINISTRATORS),
    "pages.views": Row(EVERYBODY),
    "pages.save_view": Row(EVERYBODY),
    "pages.edit_view": Row(EVERYBODY),
    "pages.delete_view": Row(EVERYBODY),
    "pages.companies": Row(EVERYBODY, SEE),
    "pages.company": Row(EVERYBODY, SEE),
    "pages.add_company": Row(SALES),
    "pages.edit_company": Row(SALES),
    "pages.delete_company": Row(MANAGERS),
    "pages.contact": Row(EVERYBODY, SEE),
}
