"""Commands for the shell, and what they changed."""
