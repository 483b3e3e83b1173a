"""Today: whom to call and why, what changed, who is quiet, and what is due."""
