"""Colours and dashes of the arms."""

import re

import pytest

from core.charts.theme import DASHES, THEMES, arm_colours, arm_dashes


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("mode", "paper"), [("light", "#ffffff"), ("dark", "#0e1117")])
def test_every_arm_can_be_seen_on_its_ground_and_text_can_be_read(mode, paper):
    theme = THEMES[mode]
    assert all(contrast(colour, paper) >= 3 for colour in theme.arms)
    assert contrast(theme.ink, paper) >= 7
    assert contrast(theme.faint, paper) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_eight_arms_have_eight_colours_and_more_arms_have_one_each(mode):
    assert len(set(arm_colours(mode, 8))) == 8
    assert len(arm_colours(mode, 12)) == 12
    assert all(re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) for colour in arm_colours(mode, 12))


def test_the_first_arm_is_solid_and_eight_arms_have_eight_dashes():
    assert arm_dashes(9)[0] == [1, 0]
    assert len({tuple(dash) for dash in arm_dashes(8)}) == len(DASHES) == 8
    assert len(arm_dashes(12)) == 12
