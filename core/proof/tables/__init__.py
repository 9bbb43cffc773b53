"""The de-identified tables that the scripts of a page read."""
