"""A view as a file: it reads back as it was, and a file from anywhere is understood or refused with a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.address import address_of, view_at
from core.filters import Choice
from core.saved.view_file import LARGEST_FILE, Question, ViewFileError, read_address, read_view_file, write_view_file
from core.view import View

ASKED = Question(
    "survival",
    View(compare="cd19_at_relapse", endpoint="os", filters=(Choice(field="salvage", levels=("1",)),)),
)


def written(**changes) -> bytes:
    return json.dumps({**json.loads(write_view_file(ASKED)), **changes}).encode()


def test_a_file_gives_back_the_question_it_was_made_of():
    assert read_view_file(write_view_file(ASKED).encode()) == (ASKED, ())


def test_one_question_has_one_text():
    again = Question("survival", view_at(address_of(ASKED.view))[0])
    assert write_view_file(again) == write_view_file(ASKED)


def test_what_does_not_belong_in_a_view_is_said_and_the_rest_holds():
    address = {**address_of(ASKED.view), "endpoint": "eternal", "patient": "Smith"}
    found, problems = read_view_file(written(address=address))
    assert found.view.filters == ASKED.view.filters
    assert found.view.endpoint == ""
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "cut off"),
        (b"\xff\xfe\x00", "cut off"),
        (written()[:-40], "cut off"),
        (b"[" * 15_000, "cut off"),
        (b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "cut off"),
        (written().replace(b": 1,", b": " + b"9" * 5_000 + b","), "cut off"),
        (written().replace(b": 1,", b': 1, "version": 1,'), "cut off"),
        (written().replace(b'"endpoint"', b'"salvage": "2", "endpoint"'), "cut off"),
        (written().replace(b": 1,", b": NaN,"), "damaged"),
        (written().replace(b": 1,", b": 1e999,"), "damaged"),
        (b"[1, 2]", "no Ballad view"),
        (b'{"kind": "ballad mapping"}', "no Ballad view"),
        (written(version=99), "later version"),
        (written(version=0), "damaged"),
        (written(version="1"), "damaged"),
        (written(page="../etc/passwd"), "damaged"),
        (written(address={"compare": 3}), "damaged"),
        (written(address={"x-a": "b" * 10_000}), "too long"),
        (b"x" * (LARGEST_FILE + 1), "too large"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ViewFileError, match=sentence):
        read_view_file(data)


def test_a_script_in_a_file_is_only_ever_an_unknown_level():
    found, problems = read_view_file(written(address={"compare": "<script>alert(1)</script>"}))
    assert found.view == View()
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202egnissim", "line\nbreak", "\x1b[31m"])
def test_what_cannot_be_shown_is_quoted_without_it(text):
    found, (problem,) = read_view_file(written(address={"sex": text}))
    assert found.view == View()
    assert problem.isprintable()
    assert "�" in problem


def refused(data: bytes) -> str:
    """The sentence a file is refused with; a full stop where it is understood."""
    try:
        read_view_file(data)
    except ViewFileError as refusal:
        return str(refusal)
    return "."


junk = st.recursive(st.none() | st.text(), st.lists).map(lambda content: json.dumps(content).encode())
damaged = st.integers(0, 200).map(lambda place: write_view_file(ASKED).encode()[:place])


@given(st.binary(max_size=300) | junk | damaged)
def test_any_bytes_are_understood_or_refused_with_a_sentence(data):
    assert refused(data).endswith(".")


def test_an_address_of_an_earlier_version_goes_through_every_step_to_the_present():
    steps = {1: lambda old: {**old, "interval": old["limits"]}, 2: lambda old: {**old, "ties": "breslow"}}
    view, problems = read_address({"limits": "plain", "cohort": "mskcc"}, 1, steps, 3)
    assert (view.interval, view.ties) == ("plain", "breslow")
    assert len(problems) == 1
