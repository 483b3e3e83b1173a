"""The page of one account, one module a region."""
