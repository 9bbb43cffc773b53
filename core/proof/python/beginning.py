"""Pieces of Python: the lines every script of counts begins with, made of a module that Ballad computes with too."""

import ast
import inspect
from types import ModuleType

from core.proof.r.text import DATA_FILE

BEGIN = """# Put this script beside {file} and run it: python script.py
# It prints the numbers Ballad shows, each under the name Ballad gives it.
# It needs {needs}.
# Asked: {asked}
{imports}

"""
SAY = """

def say(name, value):
    print(f"{{name}}\\t{{float(value)!r}}")


def estimate(name, numbers):
    for what, number in zip(("", ", lower", ", upper"), numbers):
        say(name + what, number)


d = pd.read_csv("{file}", float_precision="round_trip")
groups = [{labels}]
"""
NEEDS = "numpy, pandas, scipy and statsmodels (checked with 2.4, 2.3, 1.17 and 0.15)"


def python_strings(texts: tuple[str, ...]) -> str:
    """Texts as elements of a Python list: whatever the workbook held, each is one literal of plain letters."""
    return ", ".join(map(ascii, texts))


def beginning_in_python(asked: str, labels: tuple[str, ...], *modules: ModuleType) -> str:
    """The head of a script: the question in words, these modules' imports and text, the table and its groups."""
    texts = [inspect.getsource(module) for module in modules]
    parts = [_in_two(text) for text in texts]
    imports = "\n".join(dict.fromkeys(["import pandas as pd", *(line for head, _ in parts for line in head)]))
    begin = BEGIN.format(file=DATA_FILE, needs=NEEDS, asked=ascii(asked), imports=imports)
    return begin + "\n\n\n".join(body for _, body in parts) + SAY.format(file=DATA_FILE, labels=python_strings(labels))


def _in_two(text: str) -> tuple[list[str], str]:
    """The import lines of a module without its docstring, and what follows them."""
    statements = ast.parse(text).body
    imported = [one for one in statements if isinstance(one, ast.Import | ast.ImportFrom)]
    last = max(one.end_lineno or 0 for one in imported)
    return [ast.unparse(one) for one in imported], "\n".join(text.splitlines()[last:]).strip()
