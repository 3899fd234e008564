"""The day's plan and what became of it."""
