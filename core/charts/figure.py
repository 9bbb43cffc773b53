"""A figure: a specification that does not change from click to click, and the data it is filled with.

Building a specification with Altair takes tens of milliseconds, filling one takes two. So each chart builds its
specification once for each layout (how many arms, which ticks, light or dark) and names its data sets; screen
and export read the same figure.
"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class Figure:
    """A Vega-Lite specification whose data sets are named, and a frame for each name.

    A figure that `stretches` may be given another height; the others are as high as what stands in them.
    """

    spec: dict
    data: dict[str, pd.DataFrame]
    stretches: bool = False

    def with_frames(self) -> dict:
        """The specification with its data as frames, as Streamlit takes it."""
        return {**self.spec, "datasets": dict(self.data)}

    def with_values(self) -> dict:
        """The specification with its data as plain values, complete in itself: for files and for tests."""
        values = {name: frame.astype(object).where(frame.notna(), None) for name, frame in self.data.items()}
        return {**self.spec, "datasets": {name: frame.to_dict("records") for name, frame in values.items()}}
