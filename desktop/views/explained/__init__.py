"""How a figure came about, in the drawer, and how a page offers it."""
