"""The page that explains every figure: how it comes about, why so, and what it does not tell."""
