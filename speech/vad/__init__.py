"""The voice activity detector."""
