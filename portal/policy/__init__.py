"""The law as data: what the documents demand, without a database or a screen."""
