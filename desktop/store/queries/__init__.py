"""Reading: one function per screen or input, each returning frozen rows; no cursor and no SQL leaves this package."""
