"""The demonstration's own OpenID Connect provider, where anyone can sign in as anyone."""
