"""Pictures: SVG, and small drawings for a terminal."""
