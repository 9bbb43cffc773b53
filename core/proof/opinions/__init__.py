"""The numbers of a page beside those of other libraries."""
