"""Answerers: from a question and its evidence to a draft, each held to the same statements and checks."""
