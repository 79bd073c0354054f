"""Joins the parts: from microphone frames to utterances, from replies to the speaker."""
