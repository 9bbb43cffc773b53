"""The report: what the pages show of one view, section by section, and the documents it is written into."""
