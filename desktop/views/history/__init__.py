"""Who changed what of the whole book, and when."""
