"""What is said with a contact, by whom, and who takes care of it."""
