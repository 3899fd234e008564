"""Calls to addresses that somebody else chose: none of them may lead into our own network."""
