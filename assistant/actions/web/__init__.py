"""Pages of the web, opened in the user's own browser."""
