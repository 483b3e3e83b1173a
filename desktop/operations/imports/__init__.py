"""Bringing rows of other sources into the portfolio, all of them in one change set."""
