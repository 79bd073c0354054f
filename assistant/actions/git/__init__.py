"""Version control: looking at repositories of git, and committing and branching in them."""
