"""The brief of an account, shown beside any list of accounts."""
