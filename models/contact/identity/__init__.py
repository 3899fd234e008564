"""Who is who: the identifiers by which contacts are known, found again and written to (X6)."""
