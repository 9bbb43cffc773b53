"""Run the measurements: `python -m benchmarks`, or with the names of some of them: `python -m benchmarks browser`."""

import argparse
import os
import platform
from collections.abc import Callable

from benchmarks.measure import Row, markdown


def _statistics() -> list[Row]:
    from benchmarks.statistics_table import statistics_rows  # noqa: PLC0415  imports lifelines and statsmodels

    return statistics_rows()


def _million() -> list[Row]:
    from benchmarks.million import million_rows  # noqa: PLC0415

    return million_rows()


def _workbook() -> list[Row]:
    from benchmarks.workbooks import workbook_rows  # noqa: PLC0415

    return workbook_rows()


def _named_views() -> list[Row]:
    from benchmarks.named_views import named_views_rows  # noqa: PLC0415

    return named_views_rows()


def _reports() -> list[Row]:
    from benchmarks.reports import report_rows  # noqa: PLC0415

    return report_rows()


def _browser() -> list[Row]:
    from benchmarks.browser import browser_rows  # noqa: PLC0415  needs playwright

    return browser_rows()


PARTS: dict[str, Callable[[], list[Row]]] = {
    "million": _million,
    "workbook": _workbook,
    "views": _named_views,
    "reports": _reports,
    "statistics": _statistics,
    "browser": _browser,
}


def main() -> None:
    """Run the parts asked for, all of them by default, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; everything if left out")
    chosen = parser.parse_args().parts or list(PARTS)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"Threads of linear algebra: {os.environ.get('OPENBLAS_NUM_THREADS', 'as many as processors')}", flush=True)
    rows = [row for part in chosen for row in PARTS[part]()]
    print(f"\n{markdown(rows)}\n")
    missed = [row for row in rows if row.reached is False]
    print(f"{len(missed)} of {sum(row.reached is not None for row in rows)} aims missed.")


if __name__ == "__main__":
    main()
