"""What a group of numbers is like: mean, standard deviation, median, quartiles, range."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

QuartileType = Literal[2, 6, 7]

# The numbers are those of R's quantile(type = ): 7 is R's and Excel's own, 6 that of SPSS, 2 that of SAS.
QUARTILE_METHODS = {2: "averaged_inverted_cdf", 6: "weibull", 7: "linear"}


@dataclass(frozen=True)
class NumericSummary:
    """n known numbers; all else is nan where there are none, the SD also where there is one."""

    n: int
    mean: float
    sd: float  # with n - 1
    minimum: float
    first_quartile: float
    median: float
    third_quartile: float
    maximum: float


def summarise_numbers(values: ArrayLike, quartile_type: QuartileType = 7) -> NumericSummary:
    """Describe numbers; nan is no number and is left out.

    ValueError for an unknown type of quartile. Hyndman and Fan (1996); agrees with R's mean, sd, range and
    quantile(type = 7), type 6 and type 2.
    """
    if quartile_type not in QUARTILE_METHODS:
        raise ValueError(f"Unknown type of quartile {quartile_type!r}: use 2, 6 or 7.")
    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    if not len(known):
        return NumericSummary(0, *[np.nan] * 7)
    levels = [0, 0.25, 0.5, 0.75, 1]
    quantiles = np.quantile(known, levels, method=QUARTILE_METHODS[quartile_type])
    sd = float(known.std(ddof=1)) if len(known) > 1 else np.nan
    return NumericSummary(len(known), float(known.mean()), sd, *quantiles.tolist())
