"""Tables that try the formats: one as a journal prints it, one full of traps, an empty one, a wide one."""

from core.tables.display import DisplayTable, Row

PRINTED = DisplayTable(
    "Hazard ratios",
    ("Covariate", "n", "HR (95 % CI)", "P"),
    (
        Row(("Sex", "", "", ""), heading=True),
        Row(("Male", "1,012", "1 (reference)", ""), inset=True),
        Row(("Female", "17", "0.42 (−0.18 to 0.97)", "< .001"), inset=True),
        Row(("Age, per 10 %", "29", "0.99 (0.97–1.02)", ".048"), muted=True),
        Row(("Of evaluable patients",), heading=True),
    ),
    ("HR, hazard ratio; χ² 3.20 on 2 df.", "", "Efron's method for ties."),
)

TRAPS = (
    '=HYPERLINK("http://leak.example","x")',
    "=1+1",
    "+8",
    "-7",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=cmd|' /C calc'!A0",
    " =1",
    "＝1+1",
    "#N/A",
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    r"\input{/etc/passwd} $x$ 50 % & #1 a_b {c} ~ ^",
    "a\x00b\x07c\x1b\ufffe\ud800d",
    "one\ntwo\tthree",
    '"quoted", and a comma',
)
HOSTILE = DisplayTable(TRAPS[0], TRAPS[:4], tuple(Row((trap,) * 4, inset=True) for trap in TRAPS), TRAPS)
EMPTY = DisplayTable("", ("Endpoint", "Patients"), ())
NOTHING = DisplayTable("", (), ())
WIDE = DisplayTable(
    "Wide",
    tuple(f"{month} months" for month in range(0, 120, 6)),
    tuple(Row(tuple(f"{place}.0 (10.0–90.0); 12" for place in range(20))) for _ in range(4)),
)
TABLES = {"printed": PRINTED, "hostile": HOSTILE, "empty": EMPTY, "nothing": NOTHING, "wide": WIDE}


def texts(table: DisplayTable) -> list[str]:
    """Every text of the table, in no order."""
    cells = [cell for row in table.rows for cell in row.cells]
    return [text for text in (table.title, *table.columns, *cells, *table.notes) if text]
