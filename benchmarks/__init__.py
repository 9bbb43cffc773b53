"""How fast Ballad is, beside lifelines, statsmodels, R's survival, pandas and an empty Streamlit page."""

import core  # noqa: F401  before numpy: whatever the app settles about threads holds here too
