"""Email: a letter from plain data, and the way to an SMTP server."""
