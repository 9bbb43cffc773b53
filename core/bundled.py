"""The cohorts that come with Ballad: workbooks in `data/`, read as a user's own would be."""

from dataclasses import dataclass
from functools import cache

from core.cohort import Source
from core.dictionary import DATA
from core.workbook.importing import read_workbook
from core.workbook.mapping import Reading

SYNTHETIC = "Synthetic, reconstructed from published figures; not patient data."


@dataclass(frozen=True)
class Bundled:
    """A workbook of the project: its key in an address, its label, its file in `data/`."""

    key: str
    label: str
    file: str


BUNDLED = {
    cohort.key: cohort
    for cohort in (
        Bundled("mskcc", "MSKCC 2012–2019, both antibodies (n = 29)", "mskcc_both_antibodies.xlsx"),
        Bundled("ino_failure", "MD Anderson 2009–2015, after inotuzumab failure (n = 67)", "ino_failure.xlsx"),
        Bundled("ino_mrd", "MD Anderson, inotuzumab for MRD in remission (n = 26)", "ino_mrd.xlsx"),
        Bundled("mini_hcvd", "MD Anderson 2012–2021, mini-hyper-CVD + inotuzumab (n = 110 + 89)", "mini_hcvd.xlsx"),
        Bundled("case_report", "Case report 2020, blinatumomab then inotuzumab (n = 1)", "case_report.xlsx"),
    )
}


@cache
def read_bundled(key: str) -> Reading:
    """The bundled cohort of this key, with how its columns were understood; KeyError where there is none."""
    bundled = BUNDLED[key]
    source = Source(bundled.label, bundled=key, synthetic=True)
    return read_workbook((DATA / bundled.file).read_bytes(), bundled.file, source=source)
