"""Charts drawn by matplotlib: draw(figure, data, tokens). They know no Qt, no file and no query."""
