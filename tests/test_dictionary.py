"""The dictionary: names that cannot be confused, and spellings that meet."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.address import SETTINGS
from core.dictionary import CHOICES, Dictionary, Field, dictionary, free_levels, in_order, normalise, slugify

FIELDS = tuple(dictionary())
WITH_LEVELS = tuple(field for field in FIELDS if field.levels)
SLUG = re.compile(r"^[a-z0-9_-]{1,80}$")


def by_name(fields):
    return pytest.mark.parametrize("field", fields, ids=lambda field: field.name)


def test_no_two_fields_share_a_slug_or_a_name():
    assert len({field.slug for field in FIELDS}) == len({field.name for field in FIELDS}) == len(FIELDS)


def test_no_field_is_called_like_a_setting_of_the_view():
    assert not {field.slug for field in FIELDS} & set(SETTINGS)


def test_no_field_of_the_dictionary_could_be_taken_for_an_extra_column():
    assert not [field.slug for field in FIELDS if field.slug.startswith("x-")]


@by_name(FIELDS)
def test_a_slug_can_stand_in_an_address(field):
    assert SLUG.match(field.slug)
    assert all(SLUG.match(level.slug) for level in field.levels)


@by_name(WITH_LEVELS)
def test_levels_of_a_field_have_slugs_of_their_own_and_none_means_missing(field):
    slugs = [level.slug for level in field.levels]
    assert len(set(slugs)) == len(slugs)
    assert "missing" not in slugs


@by_name(WITH_LEVELS)
def test_levels_of_a_field_have_values_and_labels_of_their_own(field):
    assert len(set(field.values)) == len(field.levels)
    assert len({level.label for level in field.levels}) == len(field.levels)


@by_name(WITH_LEVELS)
def test_a_spelling_means_one_level_of_its_field(field):
    meaning: dict[str, str] = {}
    for level in field.levels:
        for spelling in {normalise(text) for text in (level.value, level.label, level.slug, *level.spellings)}:
            assert meaning.setdefault(spelling, level.value) == level.value, spelling


def test_names_and_labels_mean_one_field_each():
    meaning: dict[str, str] = {}
    for field in FIELDS:
        for text in {normalise(field.name), normalise(field.label)}:
            assert meaning.setdefault(text, field.name) == field.name, text


def test_only_cycles_have_a_heading_that_may_mean_two_fields():
    headings = [(normalise(text), field.name) for field in FIELDS for text in field.headings]
    fields_of = {heading: {name for other, name in headings if other == heading} for heading, _ in headings}
    shared = [fields for fields in fields_of.values() if len(fields) > 1]
    assert shared == [{"mab1_cycles", "mab2_cycles"}]


@by_name([field for field in FIELDS if field.known_at])
def test_what_becomes_known_later_becomes_known_at_a_date(field):
    assert dictionary()[field.known_at].kind == "date"


@by_name([field for field in FIELDS if field.kind in CHOICES])
def test_a_field_of_choices_lists_its_levels_or_leaves_them_free(field):
    assert field.levels or field.name in {"regimen", "gvhd_prophylaxis"}


def test_fields_with_one_slug_are_refused():
    with pytest.raises(ValueError, match="share a name or a slug"):
        Dictionary((Field("a", "A", "number", slug="x"), Field("b", "B", "number", slug="x")))


def test_a_field_is_found_by_its_name_and_by_its_slug():
    assert dictionary()["hsct"] is dictionary().by_slug("transplant")
    assert dictionary().by_slug("hsct") is None
    assert "hsct" in dictionary()


def test_derived_fields_are_not_looked_for_in_a_sheet():
    names = {field.name for field in dictionary().sheet_fields}
    assert "age_years" in names
    assert not names & {"age_group", "mab_sequence", "salvage_status", "mab1_to_hsct_days"}


def test_a_label_bears_its_unit():
    assert dictionary()["age_years"].label_with_unit == "Age (years)"
    assert dictionary()["sex"].label_with_unit == "Sex"


def test_a_value_without_a_level_speaks_for_itself():
    assert dictionary()["mab1"].level_label("blinatumomab") == "Blinatumomab"
    assert dictionary()["regimen"].level_label("protocol 7") == "protocol 7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OS (mo)", "os mo"),
        ("OS_MONTHS", "os months"),
        ("  Pt. ID ", "pt id"),
        ("Dönor", "donor"),
        ("BCR::ABL1", "bcr abl1"),
        ("mAb1 BM blasts %", "mab1 bm blasts pct"),
        ("# cycles", "no cycles"),
        ("MRD−", "MRD-"),
        ("MRD–", "MRD -"),
        ("ＣＲ", "CR"),
    ],
)
def test_spellings_of_one_thing_meet(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("MRD-", "MRD"), ("MRD+", "MRD"), ("MRD+", "MRD-"), ("CR1", "CR"), ("blasts %", "blasts"), ("+", "-"), ("-", "")],
)
def test_signs_that_carry_meaning_keep_things_apart(one, other):
    assert normalise(one) != normalise(other)


@given(st.text(max_size=60))
def test_a_heading_of_any_kind_can_be_normalised(text):
    assert normalise(text) == normalise(f"  {text}  ")


@given(st.text(max_size=60))
def test_slugs_hold_letters_digits_and_hyphens_only(text):
    assert re.fullmatch(r"[a-z0-9]*(-[a-z0-9]+)*", slugify(text))


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_free_levels_have_slugs_of_their_own(values):
    levels = free_levels(values)
    assert [level.value for level in levels] == values
    assert len({level.slug for level in levels}) == len(values)
    assert all(re.fullmatch(r"[a-z0-9-]+", level.slug) for level in levels)


def test_a_free_level_called_missing_is_not_taken_for_no_value():
    (level,) = free_levels(["Missing!"])
    assert level.slug != "missing"


@pytest.mark.parametrize(
    "levels",
    [["<=20", "20-40", ">40"], ["1", "2", "10"], ["A", "b", "C"], ["no TCD", "TCD"]],
)
def test_free_levels_stand_in_the_order_a_reader_expects(levels):
    assert list(in_order(set(levels))) == levels
    assert list(in_order(levels[::-1])) == levels
