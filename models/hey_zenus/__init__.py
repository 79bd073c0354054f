"""Our own wake word head: weights, model card and recipe."""
