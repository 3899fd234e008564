"""How the machine does that works: its queues, who works on them, what waits too long and what to
do about it (X17)."""
