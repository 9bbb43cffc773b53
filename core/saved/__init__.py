"""Views that travel: as a small file, and by name in a store. What is kept is a question; no patient is ever in it."""
