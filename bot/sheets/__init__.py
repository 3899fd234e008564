"""Tables that spreadsheets open: how cells and lines are read and written. Knows no resource."""
