"""A cohort and a view in, one result out."""
