"""Workflows: a language, a pure engine that runs it, and the tables that remember where a contact stands."""
