"""Conditions on what is known of a contact, for rules and workflows alike. Pure."""
