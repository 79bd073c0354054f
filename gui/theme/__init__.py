"""How it looks: measures, colours, type and motion, from one place."""
