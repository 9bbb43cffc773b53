"""The scripts in Python, one of each page."""
