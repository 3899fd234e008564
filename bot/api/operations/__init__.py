"""How the machine does, what it owes to the world, and whom it tells."""
