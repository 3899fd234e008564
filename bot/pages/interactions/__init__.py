"""Interactions as people plan, see and complete them. I1 to I11."""
