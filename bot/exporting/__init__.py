"""Contacts and sales as tables: which columns they have, and their rows. For the API and the
command line alike."""
