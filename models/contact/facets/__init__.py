"""What can be done with a contact that a batch has loaded: `Contact` is made of these facets, whose
verbs change it in memory and record what they did."""
