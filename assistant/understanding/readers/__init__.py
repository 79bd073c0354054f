"""Readers of slots: from the words that fill a slot to arguments of a step, one file a kind of thing."""
