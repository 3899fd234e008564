"""What an administrator sets: the organisation, statuses, sources, tags, trait definitions."""
