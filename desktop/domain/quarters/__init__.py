"""Quarters that are closed: which days they are, what was frozen of them, and what has been restated since."""
