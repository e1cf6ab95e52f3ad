"""What the public may see: for each public table a filter, an allow-list of columns, one query."""
