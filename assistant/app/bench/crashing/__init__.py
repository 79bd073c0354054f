"""Deeds in processes that are killed, and what is left of them after a restart and an undo."""
