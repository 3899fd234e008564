"""Workflows: a language, a pure engine that runs it, and the tables that keep what runs."""
