"""The clipboard, and what is made of its text."""
