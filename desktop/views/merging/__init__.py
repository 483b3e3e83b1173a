"""Taking in what others did in their copies, and making copies for them: the dialogs."""
