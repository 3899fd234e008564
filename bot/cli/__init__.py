"""What the commands of `usher …` do and say."""
