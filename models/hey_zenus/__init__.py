"""Our own wake word head: weights, model card and recipe."""

from models.hey_zenus.shipped import STAGES, Rule, Sensitivity, TwoStages, head_path, rule

__all__ = ["STAGES", "Rule", "Sensitivity", "TwoStages", "head_path", "rule"]
