"""Figures as files: on paper they are black on white in a font that travels with them, whatever the page looks like."""
