"""What `make` and the tests need around the portal: a browser, a database server, lock files."""
