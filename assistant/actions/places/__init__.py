"""Where places are, and which clocks they go by."""
