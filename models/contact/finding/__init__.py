"""Finding contacts: filters and searches, orders and counts; a page at a time, or all of them.
Changes nothing of a contact."""
