"""The scripts in R, one of each page."""
