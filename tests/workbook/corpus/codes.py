"""The same patients with codes, units, signs and gaps in their cells."""

from core.workbook import Mapping
from tests.workbook.corpus.base import BLINA, ENGLISH, FIELDS, INO, PATIENTS, Book, changed, expected, sheet
from tests.workbook.making import text, xlsx

FAMILY = "codes"
ABBREVIATED = {
    "sex": {"female": "F", "male": "M"}, "ph_status": {"negative": "Ph-", "positive": "Ph+"},
    "mab1": {BLINA: "Blincyto", INO: "InO"}, "mab2": {BLINA: "MT103", INO: "CMC-544"},
    "mab1_mrd": {"negative": "neg", "positive": "pos", "not assessed": "ND"}, "hsct": {"yes": "Y", "no": "N"},
    "vital_status": {"alive": "A", "dead": "D"},
}  # fmt: skip
TOGETHER = {"CR": "CR MRD-", "CRi": "CRi, MRD+", "NR": "NR"}
WITHOUT_MRD = {name: heading for name, heading in ENGLISH.items() if name != "mab1_mrd"}
MINUS = -99
CHOICES = ("sex", "ph_status", "mab1", "mab2", "hsct", "vital_status", "mab1_mrd")


def response_with_mrd() -> bytes:
    """Response and MRD in one cell."""
    rows = sheet(WITHOUT_MRD)
    place = list(WITHOUT_MRD).index("mab1_response")
    signs = {"negative": " MRD-", "positive": " MRD+", "not assessed": ", MRD not done", None: ""}
    for row, one in zip(rows[1:], PATIENTS, strict=True):
        row[place] = f"{one['mab1_response']}{signs[one['mab1_mrd']]}"
    return xlsx(rows)


def missing(code: object):
    """Empty cells written as a code."""
    names = ("mab1_mrd", "mab1_progression", "mab2", "mab2_start", "mab2_response", "hsct_date", "death_date")
    return {name: {None: code} for name in names}


def percent_format(book) -> None:
    """Blasts and CD19 shown as percentages."""
    for name in ("mab1_bm_blasts_pct", "cd19_pct"):
        for row in range(2, 14):
            book.active.cell(row, FIELDS.index(name) + 1).number_format = "0.0%"


def capitals(value: str | None) -> str | None:
    """A level in capitals."""
    return value and value.upper()


def spaced(value: str | None) -> str | None:
    """A level between spaces, one of which does not break."""
    return value and f"  {value}\u00a0"


def fraction(value: float) -> float:
    """A percentage as a part of 1."""
    return value / 100


SEX = {"female": 2, "male": 1}
STATUS = {"alive": 2, "dead": 1}
OPEN = frozenset({("Sex", "unknown levels"), ("Vital", "event coding")})
BOOKS = (
    Book(FAMILY, "short names and letters", lambda: xlsx(sheet(**ABBREVIATED)), expected()),
    Book(FAMILY, "capitals", lambda: text(sheet(**dict.fromkeys(CHOICES, capitals))), expected()),
    Book(FAMILY, "spaces around", lambda: xlsx(sheet(**dict.fromkeys(CHOICES, spaced))), expected()),
    Book(FAMILY, "response and MRD in one cell", response_with_mrd, expected()),
    Book(FAMILY, "-99 for missing", lambda: xlsx(sheet(**missing(MINUS))), expected()),
    Book(FAMILY, "NA for missing", lambda: text(sheet(**missing("NA"))), expected()),
    Book(FAMILY, "a question mark for missing", lambda: text(sheet(**missing("?"))), expected()),
    Book(FAMILY, "n/a and dots for missing", lambda: xlsx(sheet(**missing("n/a") | {"mab2": {None: "."}})), expected()),
    Book(FAMILY, "a dash for missing", lambda: xlsx(sheet(**missing("-"))), expected()),
    Book(
        FAMILY, "not done for missing", lambda: xlsx(sheet(**missing("not done"))),
        expected(mab1_mrd=changed("mab1_mrd", {None: "not assessed"})),
    ),
    Book(
        FAMILY, "zero and one for yes and no", lambda: xlsx(sheet(hsct={"yes": 1, "no": 0})), expected(),
    ),
    Book(FAMILY, "plus and minus", lambda: xlsx(sheet(
        ph_status={"negative": "-", "positive": "+"}, hsct={"yes": "+", "no": "-"},
        mab1_mrd={"negative": "-", "positive": "+"})), expected()),
    Book(FAMILY, "ticks for yes", lambda: xlsx(sheet(hsct={"yes": "x", "no": "no"})), expected()),
    Book(
        FAMILY, "units in the cells",
        lambda: xlsx(sheet(
            age_years="{} y".format, mab1_bm_blasts_pct="{} %".format, cd19_pct="{}%".format)), expected(),
    ),
    Book(FAMILY, "years spelled out", lambda: text(sheet(age_years="{} years".format)), expected()),
    Book(FAMILY, "percent as Excel's format", lambda: xlsx(
        sheet(mab1_bm_blasts_pct=fraction, cd19_pct=fraction), change=percent_format), expected()),
    Book(
        FAMILY, "percentages as fractions", lambda: xlsx(sheet(mab1_bm_blasts_pct=fraction, cd19_pct=fraction)),
        expected(), frozenset({("BM blasts", "percentages"), ("CD19", "percentages")}),
        Mapping(conventions={"BM blasts": {"percentages": "fractions of 1"},
                             "CD19": {"percentages": "fractions of 1"}}),
    ),
    Book(
        FAMILY, "one and two for sex and status", lambda: xlsx(sheet(sex=SEX, vital_status=STATUS)), expected(), OPEN,
        Mapping(codes={"Sex": {"1": "male", "2": "female"}, "Vital": {"1": "dead", "2": "alive"}}),
    ),
    Book(
        FAMILY, "zero and one for the vital status", lambda: text(sheet(vital_status={"alive": 1, "dead": 0})),
        expected(), frozenset({("Vital", "event coding")}), Mapping(codes={"Vital": {"1": "alive", "0": "dead"}}),
    ),
    Book(
        FAMILY, "death of zero and one",
        lambda: text(sheet({**ENGLISH, "vital_status": "Death (0/1)"}, vital_status={"alive": 0, "dead": 1})),
        expected(),
    ),
    Book(
        FAMILY, "levels nobody knows", lambda: xlsx(sheet(
            mab1_response={"CR": "good", "NR": "bad"}, mab1={BLINA: "BiTE"})), expected(),
        frozenset({("mAb1", "unknown levels"), ("mAb1 response", "unknown levels")}),
        Mapping(codes={"mAb1": {"BiTE": BLINA}, "mAb1 response": {"good": "CR", "bad": "NR"}}),
    ),
    Book(FAMILY, "salvage with a letter", lambda: xlsx(sheet(salvage_line="S{}".format)), expected()),
    Book(FAMILY, "brands with doses and signs", lambda: xlsx(sheet(
        mab1={BLINA: "BLINCYTO®", INO: "Besponsa®"}, mab2={BLINA: "Blincyto ", INO: "inotuzumab ozogamicin"})),
        expected()),
)  # fmt: skip
