"""`/contacts`, `/companies`: the people who write to us, found, chosen, changed many at once,
added, made one of two, erased. One contact's page is bot/pages/contact.py."""

from bot.pages.contacts import (
    changing,
    companies,
    erasing,
    exporting,
    listing,
    merging,
    selected,
    views,
    writing,
)
