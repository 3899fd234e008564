"""Telling agents: what they are told, in which words, who is told, each thing once, and when nobody
is written to; what of it they may still read. What calls for it lives elsewhere."""
