"""Lists of accounts: the fields that are columns, filters typed and as chips, groups with subtotals, saved views."""
