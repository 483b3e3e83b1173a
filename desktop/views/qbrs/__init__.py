"""Business reviews: the list of what is due, preparing one, showing its page, recording what came of it."""
