"""Who writes to us: found, shown, changed, merged, brought in and taken out, forgotten."""
