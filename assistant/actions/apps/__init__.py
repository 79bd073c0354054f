"""Applications: what is installed, what runs, opening and ending."""
