"""PDF and paper through Qt, from the same values that are shown and exported."""
