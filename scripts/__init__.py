"""Scripts of the project; nothing of the program."""
