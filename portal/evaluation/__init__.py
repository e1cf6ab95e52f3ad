"""How a service is rated: the published yardstick, the ballots, and the score they give."""
