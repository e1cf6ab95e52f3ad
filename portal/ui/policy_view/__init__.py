"""The pages that show the law as data: documents, clauses, wordings and the duty register."""
