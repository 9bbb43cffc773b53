"""Counts that centres share in the place of patients, and what they give together."""
