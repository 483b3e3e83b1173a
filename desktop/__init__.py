"""Perennial: a desktop program for looking after a book of customers, over one local SQLite file."""

__version__ = "0.1.0"
