"""The student's side: `check`, its comparisons and its messages. Imports NumPy only."""
