"""Ground floor: source files in, Documents out."""
