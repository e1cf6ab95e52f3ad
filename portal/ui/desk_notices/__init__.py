"""The desk's screens about notices: one module for each form, listed once for each screen."""
