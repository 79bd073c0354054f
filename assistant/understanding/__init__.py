"""From words to a plan without a model: sentence templates, slots, and the confirm and stop grammars."""
