"""The door for WhatsApp's deliveries: verified, stored, acknowledged."""
