"""The desktop session: windows, keys, players and notifications, and what reaches them."""
