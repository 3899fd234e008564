"""WhatsApp's own language: what Meta sends and what Meta takes. It reads no table."""
