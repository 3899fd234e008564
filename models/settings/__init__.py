"""What an administrator sets: the organisation, statuses, sources, tags, traits, options."""
