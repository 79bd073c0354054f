"""Our own wake word head: weights, model card and recipe."""

from models.hey_zenus.shipped import Rule, Sensitivity, TwoStages, head_path, rule, two_stages

__all__ = ["Rule", "Sensitivity", "TwoStages", "head_path", "rule", "two_stages"]
