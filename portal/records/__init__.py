"""The tables of the portal: SQLAlchemy models, one file per aggregate, and the way to a session."""
