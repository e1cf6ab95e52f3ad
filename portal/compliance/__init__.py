"""Judging records by the packs, and the register of duties done (履职台账)."""
