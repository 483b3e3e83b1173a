"""How charts are shown in pages. Importing these modules loads no matplotlib: warm_up does, beside the window."""
