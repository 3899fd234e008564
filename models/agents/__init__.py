"""Who works here: agents and teams, how they sign in, what they may see, keys of programs."""
