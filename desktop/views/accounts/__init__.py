"""The accounts page: the whole book as one dense table."""
