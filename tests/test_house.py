"""The house: rooms import only from rooms below them, and nothing in core/ knows the screen."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]

ROOMS = (
    ("app",),
    (
        "pages.main",
        "pages.cohort_page",
        "pages.overview_page",
        "pages.baseline_page",
        "pages.survival_page",
        "pages.relapse_page",
        "pages.response_page",
        "pages.cox_page",
        "pages.transplant_page",
        "pages.patients_page",
        "pages.compare_page",
        "pages.studies_page",
        "pages.report_page",
    ),
    ("pages.parts",),
    ("core.report",),
    ("core.bundled", "core.charts"),
    ("core.tables",),
    ("core.proof", "core.centres"),
    ("core.words",),
    ("core.analyses",),
    ("core.stats",),
    ("core.fitting", "core.published", "core.saved"),
    ("core.address",),
    ("core.view",),
    ("core.filters", "core.clock", "core.forms"),
    ("core.endpoints",),
    ("core.happenings",),
    ("core.workbook",),
    ("core.derived",),
    ("core.cohort", "core.studies"),
    ("core.dictionary", "core.records"),
    ("core.formats",),
)
"""From the roof to the ground; rooms on one floor do not import each other."""


def floor(module: str) -> int:
    """The floor a module stands on, counted from the roof."""
    return next(
        level
        for level, rooms in enumerate(ROOMS)
        if any(module == room or module.startswith(f"{room}.") for room in rooms)
    )


def room(module: str) -> str:
    return next(name for rooms in ROOMS for name in rooms if module == name or module.startswith(f"{name}."))


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path) -> set[str]:
    """Every module of the project or outside that this file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: imports name their module in full"
            submodules = {f"{node.module}.{name.name}" for name in node.names}
            found |= {name if (PROJECT / Path(*name.split("."))).with_suffix(".py").exists() else node.module
                      for name in submodules}  # fmt: skip
    return found


FILES = sorted([PROJECT / "app.py", *(PROJECT / "core").rglob("*.py"), *(PROJECT / "pages").rglob("*.py")])
MODULES = [file for file in FILES if module_name(file) != "core"]


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_a_room_imports_only_from_its_own_and_from_rooms_below(file):
    module = module_name(file)
    for imported in imports(file):
        if imported.split(".")[0] in ("core", "pages"):
            below = floor(imported) > floor(module)
            assert below or room(imported) == room(module), f"{module} imports {imported}, which stands above it"


@pytest.mark.parametrize("file", [file for file in FILES if "core" in file.parts], ids=module_name)
def test_core_never_imports_streamlit(file):
    assert not {name for name in imports(file) if name.split(".")[0] == "streamlit"}


def test_ruff_forbids_streamlit_in_core():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "streamlit" in settings["flake8-tidy-imports"]["banned-api"]
    excused = [pattern for pattern, rules in settings["per-file-ignores"].items() if "TID251" in rules]
    assert sorted(excused) == ["app.py", "pages/**", "tests/**"]


@pytest.mark.parametrize("file", [*(PROJECT / "core" / "stats").rglob("*.py")], ids=module_name)
def test_statistics_know_numbers_only(file):
    outside = {
        name for name in imports(file) if name.startswith(("core", "pages")) and not name.startswith("core.stats")
    }
    assert not outside


def test_constraints_pin_every_package_the_project_names_and_no_index():
    text = (PROJECT / "constraints.txt").read_text()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in text.splitlines() if "==" in line}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert {re.split("[>=[]", name)[0].strip().lower() for name in named} <= pinned
    assert "://" not in text
    assert "--" not in text


def test_only_this_computer_is_answered_nothing_is_sent_and_no_detail_is_shown():
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["maxUploadSize"] == 25
    assert settings["server"]["enableXsrfProtection"]
    assert not settings["server"]["enableStaticServing"]
    assert settings["browser"]["serverAddress"] == "127.0.0.1", "else Streamlit asks outside what address this is"
    assert not settings["browser"]["gatherUsageStats"]
    assert settings["client"]["showErrorDetails"] == "none"
