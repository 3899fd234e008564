"""What happens by itself when a contact enters a status (M5, C2)."""
