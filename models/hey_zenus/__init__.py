"""Our own wake word head: weights, model card and recipe."""

from models.hey_zenus.shipped import Rule, Sensitivity, head_path, rule

__all__ = ["Rule", "Sensitivity", "head_path", "rule"]
