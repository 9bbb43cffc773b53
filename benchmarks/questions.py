"""The questions put to Ballad and to others, by name, and the fixed times they ask for."""

import numpy as np

KAPLAN_MEIER = "KM, limits, quartiles, at risk"
LOGRANK = "log-rank"
INCIDENCE = "cumulative incidence, Gray"
COX = "Cox, 5 covariates, Efron"
UNIVARIABLE = "12 univariable Cox"
RESTRICTED_MEAN = "restricted means, contrasts"
MANTEL_BYAR = "Simon-Makuch, Mantel-Byar"
LANDMARKS = "HR at 61 landmarks"
FINE_GRAY = "Fine-Gray, 5 covariates"

TASKS = (
    KAPLAN_MEIER,
    LOGRANK,
    INCIDENCE,
    COX,
    UNIVARIABLE,
    RESTRICTED_MEAN,
    MANTEL_BYAR,
    LANDMARKS,
    FINE_GRAY,
)
PAGE_TASKS = TASKS[:5]
"""What a page of statistics asks; its sum has an aim of its own."""

QUARTILES = np.array([0.25, 0.5, 0.75])
TICKS = np.arange(0, 3651, 365)
"""Days at which the numbers at risk are asked."""
HORIZON = 1825
"""Days up to which the means are restricted."""
LANDMARK_MONTHS = np.arange(61.0)
TOLD_MONTH = 12
"""The landmark whose hazard ratio is compared between the libraries."""
