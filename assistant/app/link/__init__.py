"""The local socket: events out, commands in, for the owner of the session only."""
