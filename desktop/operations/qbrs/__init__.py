"""Business reviews: reading how each account stands with them, preparing the page, recording what came of one."""
