"""The edge: HTTP, pages, the API, WhatsApp's language, mail. Stores and shows; handles no message
in a request."""
