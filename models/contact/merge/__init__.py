"""Two contacts that are one person: noticing it, planning and showing it, doing it (X6)."""
