"""What comes up for renewal in a window, what is called of it, and what the calls were worth once it is known."""
