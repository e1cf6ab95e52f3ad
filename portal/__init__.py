"""阳光救助 · Sunlight: what governments buy in social assistance, from whom, and how good it is."""
