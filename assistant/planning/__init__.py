"""The tiers that turn a request into a plan, cheapest first."""
