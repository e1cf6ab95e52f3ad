"""Notices: what was announced, awarded and contracted, as published by purchasers."""
