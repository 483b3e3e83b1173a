"""Pages, dialogs and widgets of the window: they show what they are given, and compute nothing."""
