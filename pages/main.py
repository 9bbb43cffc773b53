"""The frame of every page: configuration, routes, sidebar, page. It runs from the top at every click."""

import streamlit as st

from core.formats import write_p_as
from pages.parts.session import enter, follow_address, session, write_address
from pages.parts.showing import draw_style
from pages.parts.sidebar import draw_sidebar
from pages.parts.sign_in import admit
from pages.parts.two_views import bring_second

SURVIVAL = st.Page("survival_page.py", title="Survival", url_path="survival")
TWO_VIEWS = st.Page("compare_page.py", title="Two views", url_path="compare")


def start() -> None:
    """The bare address leads to the curves, so that every page has a name that can be linked to."""
    st.switch_page(SURVIVAL, query_params=st.query_params.to_dict())


PAGES = (
    st.Page(start, title="Ballad", url_path="start", default=True, visibility="hidden"),
    st.Page("cohort_page.py", title="Cohort", url_path="cohort"),
    st.Page("overview_page.py", title="Overview", url_path="overview"),
    st.Page("baseline_page.py", title="Baseline", url_path="baseline"),
    SURVIVAL,
    st.Page("relapse_page.py", title="Relapse and NRM", url_path="relapse"),
    st.Page("response_page.py", title="Response", url_path="response"),
    st.Page("cox_page.py", title="Cox", url_path="cox"),
    st.Page("transplant_page.py", title="Transplant and toxicity", url_path="transplant"),
    st.Page("patients_page.py", title="Patients", url_path="patients"),
    st.Page("studies_page.py", title="Studies", url_path="studies"),
    TWO_VIEWS,
    st.Page("report_page.py", title="Report", url_path="report"),
)

st.set_page_config(page_title="Ballad", page_icon="🎼", layout="wide")
follow_address(admit())
page = st.navigation(list(PAGES), position="top")
enter(page, PAGES)
if page is TWO_VIEWS:
    bring_second()
write_address()
write_p_as(session().view.p_style)
draw_style()
draw_sidebar()
page.run()
