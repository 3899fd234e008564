"""The people who answer: their teams, hours and leave, and what they get in with."""
