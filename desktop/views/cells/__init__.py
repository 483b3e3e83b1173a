"""Typing into the cells of a table whose rows are accounts: saved, pasted, filled down, refused at their place."""
