"""Made-up families and helpers as rows of the database, by `INSERT … SELECT`: every number follows from the row's own.

Towns lie on a map of Belgium's size and differ in size; languages are spoken by few or many, as in life.
"""

from typing import Final

from django.db import connection

from backend.people.models import Organisation
from backend.people.models.organisation import OrganisationKind
from backend.people.vocabulary import INTERESTS, LANGUAGES, NEEDS, ProtectionClass

TOWNS: Final = 300
PROTECTION: Final = [str(value) for value in ProtectionClass]


def fill(families: int, helpers: int) -> Organisation:
    """Return a new organisation with so many waiting families and approved, checked volunteers. Rolls no dice."""
    organisation = Organisation.objects.create(slug="bench", name="Bench", kind=OrganisationKind.NGO)
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"organisation": organisation.pk, "families": families, "helpers": helpers})
        cursor.execute("ANALYZE")
    return organisation


def _die(sides: int, salt: int) -> str:
    """A whole number in 0 … sides - 1 that follows from i."""
    return f"mod(abs(hashint8(i::bigint * 101 + {salt})::bigint), {sides})"


def _few(sides: int, salt: int) -> str:
    """The same, small numbers more often."""
    return f"{_die(2**20, salt)} * {_die(2**20, salt + 50)} / {2**20} * {sides} / {2**20}"


def _one_of(codes: list[str], which: str) -> str:
    return f"(ARRAY[{', '.join(repr(code) for code in codes)}])[1 + {which}]"


def _some_of(codes: list[str], salt: int) -> str:
    picks = ", ".join(_one_of(codes, _die(len(codes), salt + turn)) for turn in range(3))
    return f"ARRAY[{picks}]::varchar[]"


_TOWN: Final = f"(SELECT min(id) FROM places_municipality) + {_few(TOWNS, 1)}"
_GENDER: Final = f"{_one_of(['female', 'male'], _die(2, 2))}, {_one_of(['any'] * 5 + ['female'], _die(6, 3))}"
_FREE: Final = f"(1 << {_die(21, 4)}::int) | (1 << {_die(21, 5)}::int) | (1 << {_die(21, 6)}::int)"
_STATEMENTS: Final = (
    f"""INSERT INTO places_municipality (uuid, country, code, names, latitude, longitude, postal_codes, province, region,
           coordinate_source, local_language)
    SELECT gen_random_uuid(), 'BE', 'bench ' || i, '{{}}', 49.6 + {_die(1900, 1)} / 1000.0,
           2.6 + {_die(3600, 2)} / 1000.0, '{{}}', '', '', '', ''
    FROM generate_series(1, {TOWNS}) AS i""",
    f"""INSERT INTO people_helper (uuid, organisation_id, kind, reference, state, municipality_id, travel_km, skills,
           interests, availability, household, capacity, places_taken, origin, gender, wished_gender,
           practises_local_language, certificates, version, cleared_until, is_on_hold, is_suspended)
    SELECT gen_random_uuid(), %(organisation)s, 'volunteer', 'bench ' || i, 'approved', {_TOWN}, 5 + {_die(16, 7)},
           {_some_of(list(NEEDS), 10)}, {_some_of(list(INTERESTS), 14)}, {_FREE}, '{{}}', 1 + {_die(2, 18)}, 0, 'BE',
           {_GENDER}, {_die(5, 19)} = 0, '{{}}', 1, DATE '9999-12-31', false, false
    FROM generate_series(1, %(helpers)s) AS i""",
    f"""INSERT INTO people_helperlanguage (helper_id, language, level)
    SELECT DISTINCT ON (id, language) id, {_one_of(list(LANGUAGES), _few(len(LANGUAGES), 20))} AS language,
           3 + {_die(4, 21)}
    FROM people_helper, LATERAL (SELECT id * 3 + turn AS i FROM generate_series(1, 2) AS turn) AS rolled""",
    f"""INSERT INTO people_family (uuid, organisation_id, reference, state, municipality_id, nationality, camp,
           protection_class, waiting_since, needs, interests, availability, wished_gender, wishes_same_origin,
           practises_local_language, needed_certificates, is_on_hold)
    SELECT gen_random_uuid(), %(organisation)s, 'bench ' || i, 'selected', {_TOWN}, 'SY', '',
           {_one_of(PROTECTION, _die(len(PROTECTION), 7))},
           TIMESTAMPTZ '2026-03-01 12:00Z' - {_die(200, 8)} * INTERVAL '1 day',
           {_some_of(list(NEEDS), 10)}, {_some_of(list(INTERESTS), 14)}, {_FREE},
           {_one_of(["any"] * 5 + ["female"], _die(6, 3))}, false, {_die(5, 19)} = 0, '{{}}', false
    FROM generate_series(1, %(families)s) AS i""",
    f"""INSERT INTO people_familymember (uuid, organisation_id, family_id, number, given_name, family_name, birth_year,
           gender, is_contact)
    SELECT gen_random_uuid(), organisation_id, id, turn, '', '', CASE turn WHEN 3 THEN 2015 ELSE 1960 END + {_die(9, 9)},
           {_one_of(["female", "male"], _die(2, 2))}, turn = 1
    FROM people_family, LATERAL (SELECT turn, id * 3 + turn AS i FROM generate_series(1, 3) AS turn) AS rolled""",
    f"""INSERT INTO people_memberlanguage (member_id, language, level)
    SELECT DISTINCT ON (id, language) id, {_one_of(list(LANGUAGES), _few(len(LANGUAGES), 20))} AS language,
           3 + {_die(4, 21)}
    FROM people_familymember, LATERAL (SELECT id * 3 + turn AS i FROM generate_series(1, 2) AS turn) AS rolled""",
)
