"""Microphones and speakers: real devices and WAV files."""
