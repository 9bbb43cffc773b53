"""A report at the end of the run: how many of R's golden cases passed, by family."""

import json
from collections import Counter, defaultdict

import pytest

from tests.golden.cases import REFERENCE

FAMILIES = {
    case["id"]: file.stem
    for file in sorted((REFERENCE / "expected").rglob("*.json"))
    for case in json.loads(file.read_text())
}
outcomes: dict[str, set[str]] = defaultdict(set)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write on each test the golden case it is about."""
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        for value in parameters:
            if isinstance(value, dict) and value.get("id") in FAMILIES:
                item.user_properties.append(("golden", value["id"]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how every test of a case ended."""
    if report.when == "call" or report.outcome != "passed":
        for name, case in report.user_properties:
            if name == "golden":
                outcomes[case].add(report.outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line a family: a case counts as passed when every test about it has passed."""
    if not outcomes:
        return
    in_all = Counter(FAMILIES.values())
    passed = Counter(FAMILIES[case] for case, ended in outcomes.items() if ended == {"passed"})
    terminalreporter.section("golden values of R, cases passed by family")
    for family, n in sorted(in_all.items()):
        terminalreporter.write_line(f"{family:<12}{passed[family]:>4} of {n}")
    terminalreporter.write_line(f"{'all':<12}{passed.total():>4} of {in_all.total()}")
