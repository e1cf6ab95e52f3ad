"""What a notice has to say before it may be published, without a database."""
