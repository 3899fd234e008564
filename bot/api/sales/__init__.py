"""What contacts may buy, and what they bought."""
