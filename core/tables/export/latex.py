"""Tables as LaTeX with the rules of booktabs, for pdfLaTeX and its younger sisters."""

import re

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, column_widths, filled, indented_lines, map_texts, spans, width_of

WIDEST_UPRIGHT = 100
"""Characters a row may have before the table is turned on its side."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    **{character: rf"\{character}" for character in "$&%#_"},
    **{character: f"${character}$" for character in "<>|"},
    "−": "$-$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "χ": r"$\chi$",
    "²": r"\textsuperscript{2}",
    "κ": r"$\kappa$",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "γ": r"$\gamma$",
    "µ": r"$\mu$",
    "μ": r"$\mu$",
    "ρ": r"$\rho$",
    "τ": r"$\tau$",
    "→": r"$\rightarrow$",
    "†": r"\dag{}",
    "‡": r"\ddag{}",
}
"""A bracket or star stands in braces so that it is no option of the line before it. Dashes stay as they are."""
_HYPHENS = re.compile("-(?=-)")


def escape_latex(text: str) -> str:
    """The text as LaTeX prints it; nothing in it is a command."""
    escaped = "".join(SPECIAL.get(character, character) for character in clean(text))
    return _HYPHENS.sub("-{}", escaped)


def write_latex(table: DisplayTable) -> str:
    """A floating table, on its side where it is wide, with its title as the caption and its notes below."""
    width, wide = width_of(table), sum(column_widths(indented_lines(table))) > WIDEST_UPRIGHT
    table = map_texts(table, escape_latex)
    float_name = "sidewaystable" if wide else "table"
    headings = [rf"\textbf{{{column}}}" if column else "" for column in filled(table.columns, width)]
    lines = [
        rf"% \usepackage{{booktabs, textcomp{', rotating' if wide else ''}}}",
        rf"\begin{{{float_name}}}",
        r"\centering\small",
        *([rf"\caption{{{table.title}}}"] if table.title else []),
        rf"\begin{{tabular}}{{@{{}}{'l' * width}@{{}}}}",
        r"\toprule",
        _line(headings),
        r"\midrule",
        *(_row(row, width) for row in table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        *(rf"\par\smallskip{{\footnotesize {note}\par}}" for note in table.notes),
        rf"\end{{{float_name}}}",
    ]
    return "\n".join(lines) + "\n"


def _row(row: Row, width: int) -> str:
    first, *rest = filled(row.cells, width)
    if row.heading:
        first = rf"\textbf{{{first}}}"
    if row.inset:
        first = rf"\hspace{{1em}}{first}"
    if spans(row) and width > 1:
        return _line([rf"\multicolumn{{{width}}}{{@{{}}l@{{}}}}{{{first}}}"])
    return _line([first, *rest])


def _line(cells: list[str]) -> str:
    return " & ".join(cells) + r" \\"
