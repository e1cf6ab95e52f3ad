"""Reading notices from CSV and OCDS files, purely: text in, typed notices and rejects out."""
