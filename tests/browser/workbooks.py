"""Workbooks a visitor drops in the browser tests, as Playwright takes files."""

import datetime as dt
import io
import random

import openpyxl

HEADINGS = (
    "Pt ID", "Age", "Sex", "Salvage", "mAb1", "mAb1 start", "mAb1 response", "mAb1 progression", "HSCT date",
    "Vital status", "Last FU",
)  # fmt: skip
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sixty_patients(seed: int = 7, hostile: str = "") -> dict:
    """Sixty made-up patients; `hostile` is a text put into a heading and into the levels of an extra column."""
    chance = random.Random(seed)
    rows = [(*HEADINGS, f"Centre {hostile}".strip())]
    rows += [(*patient(chance, number), f"{chance.choice('AB')}{hostile}") for number in range(60)]
    return as_file("sixty.xlsx", rows)


def patient(chance: random.Random, number: int) -> tuple:
    start = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(1200))
    progression = start + dt.timedelta(days=chance.randrange(30, 200))
    end = progression + dt.timedelta(days=chance.randrange(20, 900))
    transplant = progression + dt.timedelta(days=15) if chance.random() < 0.4 else None
    return (
        f"P{number:03}", chance.randrange(18, 80), chance.choice("MF"), chance.randrange(1, 5),
        chance.choice(["blina", "InO"]), start, chance.choice(["CR", "CRi", "NR"]), progression, transplant,
        chance.choice(["alive", "dead", "dead"]), end,
    )  # fmt: skip


def as_file(name: str, rows: list[tuple]) -> dict:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return {"name": name, "mimeType": KIND, "buffer": buffer.getvalue()}
