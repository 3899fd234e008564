"""What the bot asks."""
