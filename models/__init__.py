"""The model catalogue, and how weights get into the user's cache."""
