"""Interactions: plan the day, log what happened. I1 to I11."""
