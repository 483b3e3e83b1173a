"""In and out of other formats. Reads and writes files; knows no portfolio and no Qt."""
