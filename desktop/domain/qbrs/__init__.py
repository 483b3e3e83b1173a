"""Business reviews: when they are due, how ready one is, what happened since, and the page they are held by."""
