"""Every number of a page at full precision, by its name in the scripts."""
