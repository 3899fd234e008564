"""Reports: one file for each, its SQL in one piece beside it. For reading only; what is counted was
kept by the verbs that did it (A12, M8, M9, C5, X16)."""
