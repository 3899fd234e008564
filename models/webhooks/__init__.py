"""Outgoing webhooks: who wants to be told, what they are told, and what became of it (X14, M5)."""
