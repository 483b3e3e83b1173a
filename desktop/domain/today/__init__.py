"""Whom to call today and why: the queue of a book, what changed, who is quiet, and what is due."""
