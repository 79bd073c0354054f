"""The overlay: a pill that grows into cards, always on top, never in the way."""
