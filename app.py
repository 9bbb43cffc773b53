"""Ballad: cohorts of B-cell ALL treated with blinatumomab and inotuzumab, explored in the browser.

Run with `streamlit run app.py`. The frame of the pages stands in pages/main.py, so that Streamlit finds no folder
`pages` beside the script it runs and a link to any page works as the first request after a start.
"""

import streamlit as st

from pages.parts.errors import say_sorry
from pages.parts.sign_in_way import WAY
from pages.parts.starting import start_or_refuse, warm

start_or_refuse()
app = st.App("pages/main.py", lifespan=warm, middleware=[WAY], on_script_error=say_sorry)
