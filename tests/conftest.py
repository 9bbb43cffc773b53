"""What every test shares: no deadline for generated examples, and a loud list of the tests that did not run."""

import os

import pytest
from hypothesis import settings

# Continuous integration repeats the same examples; a developer's run looks for new ones.
settings.register_profile("ballad", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ballad")

# Here, and not in its own folder's conftest, because the tests of a folder may run in another process than the summary.
pytest_plugins = ["tests.golden.summary"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} TESTS DID NOT RUN", red=True, bold=True)
        for report in skipped:
            *_, reason = report.longrepr
            terminalreporter.write_line(f"NOT RUN {report.nodeid}: {reason.removeprefix('Skipped: ')}")
