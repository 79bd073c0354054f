"""Text to speech: what to say, how to say it, and the sound of it."""
