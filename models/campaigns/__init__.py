"""Campaigns: one message to many contacts, each of whom gets it once, at a pace, as far as they
want it (C4, X10). How it is sent is known to the outbox."""
