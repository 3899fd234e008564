"""Who gets which contact, why, and who waits."""
