"""The wake word detector."""
