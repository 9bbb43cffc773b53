"""Centres that compare curves without sharing a patient: their tables of counts, read, checked and pooled."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from core.analyses.pooled_survival import Centres
from core.analyses.selection import EVERYBODY
from core.centres.table import CentreTable, counts_of
from core.endpoints import Endpoint
from core.words import centre_files as words
from core.words.observation import observation_sentence

LARGEST_FILE = 1_000_000
MOST_CENTRES = 24


@dataclass(frozen=True)
class NamedTable:
    """A table of a centre and the name of its file."""

    file: str
    table: CentreTable

    @property
    def centre(self) -> str:
        """The name of the centre."""
        return self.table.centre


@dataclass(frozen=True, eq=False)
class Pooled:
    """The centres that could be pooled, None where fewer than two could; `set_aside` says why files were not used."""

    centres: Centres | None
    set_aside: tuple[str, ...]


def pool_files(files: Sequence[tuple[str, bytes]]) -> Pooled:
    """The files of several centres, by name, pooled; one that cannot be used is set aside, the others stay."""
    names = [name for name, _ in files[MOST_CENTRES:]]
    said = [words.too_many(names, MOST_CENTRES)] if names else []
    read = []
    for name, data in files[:MOST_CENTRES]:
        found = read_table(name, data)
        (said if isinstance(found, str) else read).append(found)
    for sift in (_without_copies, _without_namesakes, _of_one_endpoint):
        read, sentences = sift(read)
        said += sentences
    if len(read) < 2:
        return Pooled(None, (*said, words.ONE_ALONE))
    return Pooled(_pool([one.table for one in read]), tuple(said))


def read_table(name: str, data: bytes) -> NamedTable | str:
    """The table in a file, or why it is none."""
    if len(data) > LARGEST_FILE:
        return words.too_large(name, LARGEST_FILE)
    try:
        return NamedTable(name, CentreTable.model_validate_json(data))
    except ValidationError as error:
        places = [one["loc"][:1] for one in error.errors(include_input=False, include_context=False)]
    if ("version",) in places:
        return words.other_version(name)
    return words.impossible(name) if set(places) == {("groups",)} else words.damaged(name)


def _without_copies(read: list[NamedTable]) -> tuple[list[NamedTable], list[str]]:
    """The tables without those that are there already, whatever the centre or the file is called."""
    kept: dict[tuple, NamedTable] = {}
    said = []
    for one in read:
        same = (one.table.cohort, one.table.asked, one.table.groups)
        if same in kept:
            said.append(words.copied(one.file, kept[same].file))
        kept.setdefault(same, one)
    return list(kept.values()), said


def _without_namesakes(read: list[NamedTable]) -> tuple[list[NamedTable], list[str]]:
    """The tables without those that differ and bear one name."""
    by_name: dict[str, list[NamedTable]] = defaultdict(list)
    for one in read:
        by_name[one.centre.casefold()].append(one)
    said = [words.namesakes(same[0].centre, [one.file for one in same]) for same in by_name.values() if len(same) > 1]
    return [same[0] for same in by_name.values() if len(same) == 1], said


def _of_one_endpoint(read: list[NamedTable]) -> tuple[list[NamedTable], list[str]]:
    """The tables of the endpoint and time zero most of them have, of the first where as many have another."""
    if not read:
        return [], []
    ((asked, _),) = Counter(_question(one.table.asked) for one in read).most_common(1)
    kept = [one for one in read if _question(one.table.asked) == asked]
    title = kept[0].table.asked.title
    others = [one for one in read if _question(one.table.asked) != asked]
    return kept, [words.other_endpoint(one.centre, one.table.asked.title, title) for one in others]


def _question(endpoint: Endpoint) -> tuple[str, str, str]:
    return endpoint.id, endpoint.label, endpoint.origin


def _pool(tables: list[CentreTable]) -> Centres:
    """The counts of all centres side by side, by the groups they share or, without one in common, all in one."""
    shared = set.intersection(*(set(one.labels) for one in tables))
    alike = len({one.compared_by for one in tables}) == 1 and bool(shared)
    months = 1 + max(group.months[-1] for one in tables for group in one.groups)
    longest_first = sorted(tables, key=lambda one: -len(one.groups))
    labels = tuple(dict.fromkeys(label for one in longest_first for label in one.labels))
    if alike:
        counts = np.stack([counts_of(one, labels, months) for one in tables])
        title, said = tables[0].compared_by, _missing(tables, labels)
    else:
        counts = np.stack([counts_of(one, one.labels, months).sum(axis=0, keepdims=True) for one in tables])
        compared = {one.centre: one.compared_by for one in tables}
        title, labels = "", (EVERYBODY,)
        said = [words.other_groups(compared, {one.centre: one.labels for one in tables})]
    synthetic = tuple(one.centre for one in tables if one.synthetic)
    names, endpoint = tuple(one.centre for one in tables), _endpoint(tables)
    left_out = tuple(tuple((gap.reason, gap.patients) for gap in one.left_out) for one in tables)
    return Centres(endpoint, title, labels, names, counts, left_out, synthetic, (*said, *_differences(tables)))


def _endpoint(tables: list[CentreTable]) -> Endpoint:
    """The endpoint of all; without bounds of observation where these differ."""
    first = tables[0].asked
    return first if all(one.asked == first for one in tables) else first.observed(type(first.follow_up)())


def _missing(tables: list[CentreTable], labels: tuple[str, ...]) -> list[str]:
    without = {label: [one.centre for one in tables if label not in one.labels] for label in labels}
    without = {label: names for label, names in without.items() if names}
    return [words.missing_groups(without)] if without else []


def _differences(tables: list[CentreTable]) -> list[str]:
    """In what the centres differ although they are pooled."""
    said = []
    filters = {one.centre: one.patients for one in tables}
    bounds = {one.centre: observation_sentence(one.asked) for one in tables}
    if len(set(filters.values())) > 1:
        said.append(words.other_patients(filters))
    if len(set(bounds.values())) > 1:
        said.append(words.other_observation(bounds))
    by_cohort, by_counts = defaultdict(list), defaultdict(list)
    for one in tables:
        by_cohort[one.cohort].append(one.centre)
        by_counts[tuple(group.model_dump_json(exclude={"label"}) for group in one.groups)].append(one)
    said += [words.same_cohort(names) for names in by_cohort.values() if len(names) > 1]
    for same in by_counts.values():
        if len({one.cohort for one in same}) > 1:
            said.append(words.same_counts([one.centre for one in same]))
    return said
