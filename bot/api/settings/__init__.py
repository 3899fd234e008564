"""The organisation's own, and the lists that people choose from."""
