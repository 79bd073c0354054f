"""Volume, the microphone and where sound comes out."""
