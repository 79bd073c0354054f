"""The conversation: one turn at a time, from an utterance to a reply that claims no more than the record holds."""
