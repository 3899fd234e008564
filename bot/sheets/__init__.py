"""Tables that spreadsheets open: how their cells and lines are written. Knows no resource."""
