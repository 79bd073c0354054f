"""What could do harm if it were believed: trees full of traps, paths, arguments, plans, commands and answers.

Every generator takes a seeded `Random`, so that a case that failed can be made again.
"""
