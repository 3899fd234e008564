"""Contacts as a table: which columns it has, and its rows. For the API and the command line
alike."""
