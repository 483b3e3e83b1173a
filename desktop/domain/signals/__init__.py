"""What the facts of a book say before anybody asks: named rules, each with its evidence; what is unknown is no sign."""
