"""The cards: one widget for each kind of result, and the one that asks before something is done."""
