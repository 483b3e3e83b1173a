"""The library: what the program works by and a user may look into or change, scorecards first."""
