"""Loading municipalities: the bundled file, other countries, bad rows, repetition."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from backend.places.distance import distance_km
from backend.places.models import Municipality
from backend.places.services import municipalities
from backend.places.services.municipalities import load_municipalities

pytestmark = pytest.mark.django_db

HEADER = "code,name_nl,name_uk,latitude,longitude,population,postal_codes\n"


def load(*rows: str, country: str = "NL"):
    return load_municipalities(country=country, lines=StringIO(HEADER + "\n".join(rows)))


def test_the_565_of_belgium_load_once_and_again_without_change(django_assert_max_num_queries):
    out = StringIO()
    with django_assert_max_num_queries(8):
        call_command("load_municipalities", stdout=out)
        call_command("load_municipalities", stdout=out)
    first, second = out.getvalue().splitlines()
    assert first == "BE: 565 municipalities created, 0 updated, 0 unchanged"
    assert second == "BE: 0 municipalities created, 0 updated, 565 unchanged"
    brussels, antwerp = (Municipality.objects.get(code=code) for code in ("21004", "11002"))
    assert distance_km(brussels, antwerp) == pytest.approx(41, abs=2)
    assert antwerp.name_in("fr") == "Anvers"


def test_another_country_comes_in_the_same_columns_with_names_in_any_script():
    loaded = load("0363,Amsterdam,Амстердам,52.37,4.89,,1011 1012")
    assert (loaded.created, loaded.problems) == (1, [])
    row = Municipality.objects.get(country="NL")
    assert row.names == {"nl": "Amsterdam", "uk": "Амстердам"}
    assert (row.population, row.postal_codes) == (None, ["1011", "1012"])


def test_a_changed_row_is_updated_in_place():
    load("0363,Amsterdam,,52.37,4.89,,", "0518,Den Haag,,52.07,4.3,,")
    before = Municipality.objects.get(code="0518").uuid
    loaded = load("0363,Amsterdam,,52.37,4.89,,", "0518,'s-Gravenhage,,52.07,4.3,,")
    assert (loaded.created, loaded.updated, loaded.unchanged) == (0, 1, 1)
    row = Municipality.objects.get(code="0518")
    assert (row.uuid, row.name_in("nl")) == (before, "'s-Gravenhage")


def test_every_bad_row_is_named_with_line_and_column_and_nothing_is_written():
    loaded = load("1,Goed,,52,4,,", "2,,,91,x,-3,", "1,Nog eens,,52,4,,", "4,Kort")
    assert [(p.line, p.column) for p in loaded.problems] == [
        (3, "latitude"),
        (3, "longitude"),
        (3, "name_…"),
        (3, "population"),
        (4, "code"),
        (5, ""),
    ]
    assert not Municipality.objects.exists()
    assert loaded.created == 0


def test_a_bad_row_after_a_batch_was_written_undoes_the_batch(monkeypatch):
    monkeypatch.setattr(municipalities, "BATCH", 2)
    assert load("1,A,,52,4,,", "2,B,,52,4,,", "3,C,,52,4,,", "4,D,,99,4,,").problems
    assert not Municipality.objects.exists()
    assert load("1,A,,52,4,,", "2,B,,52,4,,", "3,C,,52,4,,").created == 3


@pytest.mark.parametrize("cell", ["nan", "inf", "", "91"])
def test_a_point_that_is_not_on_earth_is_refused(cell):
    assert load(f"1,Nergens,,{cell},4,,").problems[0].column == "latitude"


def test_a_header_with_missing_and_unknown_columns_is_refused():
    loaded = load_municipalities(country="NL", lines=StringIO("code,latitude,naam\n1,52,X\n"))
    assert {p.column for p in loaded.problems} == {"longitude", "name_…", "naam"}


def test_the_command_reports_and_fails(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + "1,X,,99,4,,\n", encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError, match=r"Problems: 1\. Nothing was written\."):
        call_command("load_municipalities", str(bad), country="NL", stderr=err)
    assert "line 2, latitude" in err.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_municipalities", str(tmp_path / "none.csv"))
