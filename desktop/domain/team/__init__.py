"""The team: who looks after what, how its customers do, and whether the work for them is done in time."""
