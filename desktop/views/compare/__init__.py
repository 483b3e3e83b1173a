"""The book, or one account of it, on the day that is looked at and today, side by side."""
