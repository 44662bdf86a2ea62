"""Second floor: a question in, a cited answer out."""
