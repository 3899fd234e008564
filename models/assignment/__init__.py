"""Who gets a contact, and why: rules, matching, even turns, the kept decision and its story."""
