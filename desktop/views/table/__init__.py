"""The columnar table that pages list things in: rows as columns, sorted and filtered by numpy."""
