"""What is said of the files centres share: why there is none, why one is not used, and what differs between them."""

from collections.abc import Mapping, Sequence

from core.analyses.immortal_time import LateKnowledge
from core.formats import listed
from core.words.immortal_time import late_sentence

LATE = "Patients who enter late cannot be pooled: the table of counts does not tell who entered when."
COMPETES = "An endpoint something competes with cannot be pooled: the table has one kind of event."
BEYOND = (
    "These patients cannot be pooled: a table has at most 12 groups with different names of at most 200 characters, "
    "1,200 months and 100,000 patients."
)
WITHOUT_GROUPS = "Groups known only later cannot be pooled: compare by what is known at time zero, or by nothing."
ONE_ALONE = "Choose the files of at least two centres."
AGAIN = "ask the centre to export it again"
NEVERTHELESS = "Pooled nevertheless."
LONGEST_NAME = 60


def late_groups(late: LateKnowledge) -> str:
    """Why groups that were known only after time zero are not exported."""
    return f"{late_sentence(late)} {WITHOUT_GROUPS}"


def quoted(name: str) -> str:
    """The name of a file, a centre or a group, cut where it is too long for a sentence."""
    return f"“{name}”" if len(name) <= LONGEST_NAME else f"“{name[:LONGEST_NAME]}…”"


def too_large(file: str, most: int) -> str:
    """A file that was not even read."""
    return f"{quoted(file)} is too large to be an event table of Ballad (at most {most // 1_000:,} kB); set aside."


def damaged(file: str) -> str:
    """A file that is something else, or cut short."""
    return f"{quoted(file)} is not an event table of Ballad, or is damaged; set aside: {AGAIN}."


def impossible(file: str) -> str:
    """A file whose counts cannot be those of patients."""
    return (
        f"{quoted(file)} holds counts or months that cannot be: negative, not whole, too large, or not adding up; "
        f"set aside: {AGAIN}."
    )


def other_version(file: str) -> str:
    """A file of a version of Ballad that writes another kind."""
    return f"{quoted(file)} was written by another version of Ballad; set aside: use the same version in all centres."


def too_many(files: Sequence[str], most: int) -> str:
    """Files beyond those that are pooled at a time."""
    return f"At most {most} files are pooled at a time; set aside: {listed(map(quoted, files))}."


def copied(file: str, first: str) -> str:
    """The same table once more."""
    return f"{quoted(file)} holds the same counts of the same patients as {quoted(first)}; used once."


def namesakes(centre: str, files: Sequence[str]) -> str:
    """Different tables of one centre: nobody can say which is meant."""
    return (
        f"{listed(map(quoted, files))} all bear the name {quoted(centre)} and differ; none of them is used. Take away "
        "all but one, or export them under different names."
    )


def other_endpoint(centre: str, own: str, others: str) -> str:
    """A centre that asked something else."""
    return (
        f"{quoted(centre)} has {quoted(own)}, the others {quoted(others)}; set aside: export the same in all centres."
    )


def other_groups(compared: Mapping[str, str], labels: Mapping[str, Sequence[str]]) -> str:
    """Centres without a group in common; `compared` and `labels` say of each centre by what it compares."""
    said = [f"{quoted(name)} by {compared[name] or 'nothing'} ({', '.join(labels[name])})" for name in compared]
    return f"Centres compare different groups: {'; '.join(said)}. Only centres are compared, the groups of each as one."


def missing_groups(without: Mapping[str, Sequence[str]]) -> str:
    """Groups that some centres do not have, with these centres."""
    said = [f"nobody in {quoted(label)} at {listed(map(quoted, names))}" for label, names in without.items()]
    return (
        f"Centres do not have the same groups: {'; '.join(said)}. {NEVERTHELESS} If one group bears two names, name it "
        "alike and export again."
    )


def other_patients(filters: Mapping[str, str]) -> str:
    """Centres that selected patients in different ways."""
    said = [f"{quoted(name)}: {sentence}" for name, sentence in filters.items()]
    return f"Centres did not select the same patients. {'; '.join(said)}. {NEVERTHELESS}"


def other_observation(bounds: Mapping[str, str]) -> str:
    """Centres that observed their patients between different bounds."""
    said = [f"{quoted(name)}: {sentence.rstrip('.') or 'no bounds'}" for name, sentence in bounds.items()]
    return f"Centres do not end observation alike. {'; '.join(said)}. {NEVERTHELESS}"


def same_cohort(names: Sequence[str]) -> str:
    """Centres whose tables come from one workbook."""
    return f"{listed(map(quoted, names))} come from the same workbook: patients may count twice. {NEVERTHELESS}"


def same_counts(names: Sequence[str]) -> str:
    """Centres with the same counts in another workbook."""
    return (
        f"{listed(map(quoted, names))} have exactly the same counts: the same patients may count twice. {NEVERTHELESS}"
    )
