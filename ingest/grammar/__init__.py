"""The language of board papers: pure functions of text, shared by every room."""
