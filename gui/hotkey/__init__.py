"""Push to talk: a key that works in every window, held or pressed once."""
