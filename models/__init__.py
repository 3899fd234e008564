"""What is true, and the rules that keep it so. Knows PostgreSQL, and nothing of HTTP, WhatsApp or
queues."""
