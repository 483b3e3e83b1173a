"""Renewals: when each term ends, and until when it can be left."""
