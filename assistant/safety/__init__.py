"""Whether a plan may run: capabilities and the gate."""
