"""For programs that were written for Interakt: its two calls for tracking people and events, in its
shapes, onto our contacts. docs/interakt.md tells how to move over."""
