"""Telling agents: what they are told, in which words, who is told, each thing once; what of it they
may still read. What calls for it lives elsewhere."""
