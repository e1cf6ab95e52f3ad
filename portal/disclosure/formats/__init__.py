"""The public tables as files: the same query as the page, written in another form."""
