"""The page, as values: what each view shows as HTML, and what a person's acts come to. Gradio stays in `ui.py`."""
