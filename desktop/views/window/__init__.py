"""The main window and what surrounds the pages. Only these modules know every page."""
