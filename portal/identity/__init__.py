"""Who is acting and what they may do, as the database says at the moment of the act."""
