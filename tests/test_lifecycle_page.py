"""`docs/lifecycle.md` has exactly the moves that the code allows, and names no refusal that there is not."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.care.lifecycle import CONCERN_TABLE
from backend.people.lifecycle import GROUP_TABLE, HAND_OVER_TABLE, HELPER_TABLE
from matching.lifecycle import MATCH_TABLE, PROPOSAL_TABLE
from matching.models.match import EndReason, ReviewReason

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/lifecycle.md").read_text(encoding="utf-8")
TABLES: dict[str, Mapping[Any, Any]] = {
    "Helper": HELPER_TABLE,
    "Sponsor group": GROUP_TABLE,
    "Proposal": PROPOSAL_TABLE,
    "Match": MATCH_TABLE,
    "Concern": CONCERN_TABLE,
    "Hand-over": HAND_OVER_TABLE,
}
ROW = re.compile(r"^\| (\w+) \| (\w+) \| (\w+) \| ([^|]+) \|", re.MULTILINE)


def section(title):
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title):
    return [row for row in ROW.findall(section(title)) if row[0] != "from"]


@pytest.mark.parametrize("title", TABLES)
def test_a_table_has_exactly_the_moves_of_the_code(title):
    written = [row[:3] for row in rows(title)]
    assert sorted(written) == sorted((str(state), str(move), str(to)) for (state, move), to in TABLES[title].items())


@pytest.mark.parametrize("title", TABLES)
def test_each_move_says_who_makes_it(title):
    assert all(who.strip() for _, _, _, who in rows(title))


def test_every_section_is_a_table_of_the_code():
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == list(TABLES)


def test_every_code_on_the_page_is_one_of_the_code():
    sources = [path for package in ("backend", "matching") for path in (ROOT / package).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources if "migrations" not in path.parts)
    named = {word for word in re.findall(r"`([a-z_]+)`", PAGE) if "_" in word}
    reasons = {*EndReason.values, *ReviewReason.values}
    assert {word for word in named - reasons if f'"{word}"' not in code} == set()
