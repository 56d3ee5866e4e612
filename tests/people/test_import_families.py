"""Importing families."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from backend.errors import NotFound
from backend.people.models import ContactDetail, Family, FamilyMember, MemberLanguage, Person
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, an_organisation, contact_of
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER, csv_of, families, where

pytestmark = pytest.mark.django_db

SON = {
    "reference": "F-1",
    "member": "2",
    "given_name": "Sami",
    "birth_year": "2015",
    "gender": "male",
    "languages": "ar:B1",
}


@pytest.fixture
def organisation():
    a_municipality(code="44021", names={"nl": "Gent", "fr": "Gand"})
    return an_organisation()


def counts(report):
    return report.created, report.updated, report.unchanged


def test_a_family_comes_with_members_languages_and_an_account(organisation):
    assert counts(families(organisation, MEMBER, SON)) == (1, 0, 0)
    family = Family.objects.get(reference="F-1")
    assert family.municipality is not None
    assert (family.municipality.code, family.needs) == ("44021", ["housing_search", "school_support"])
    assert family.waiting_since == NOON
    rima, sami = family.members.order_by("number")
    assert (rima.is_contact, sami.is_contact, sami.person) == (True, False, None)
    assert dict(rima.languages.values_list("language", "level")) == {"ar": 6, "en": 2}
    assert rima.person is not None
    assert (rima.person.name, rima.person.language) == ("Rima Haddad", "ar")
    assert not rima.person.has_usable_password()
    assert EmailAddress.objects.get(user=rima.person).primary
    assert set(rima.person.contact_details.values_list("kind", "value", "is_shared")) == {
        ("email", "rima@example.org", True),
        ("phone", "+32 400 00 00 01", True),
    }


def test_repeating_changes_nothing(organisation):
    families(organisation, MEMBER, SON)
    before = [list(model.objects.order_by("pk").values()) for model in (Family, FamilyMember, Person, ContactDetail)]
    assert counts(families(organisation, MEMBER, SON)) == (0, 0, 1)
    after = [list(model.objects.order_by("pk").values()) for model in (Family, FamilyMember, Person, ContactDetail)]
    assert after == before


def test_what_differs_is_updated_and_what_the_file_does_not_have_stays(organisation):
    families(organisation, MEMBER, SON)
    Family.objects.update(camp="Zaatari", is_on_hold=True)
    changed = MEMBER | {"municipality": "", "needs": "digital", "languages": "ar:C2 nl:A1", "given_name": "Reema"}
    assert counts(families(organisation, changed)) == (0, 1, 0)
    family = Family.objects.get()
    assert (family.municipality, family.needs, family.camp, family.is_on_hold) == (None, ["digital"], "Zaatari", True)
    assert (family.waiting_since, family.members.count()) == (NOON, 2)
    rima = family.members.get(number=1)
    assert (rima.given_name, set(rima.languages.values_list("language", "level"))) == ("Reema", {("ar", 6), ("nl", 1)})


def test_an_import_never_changes_an_account(organisation):
    families(organisation, MEMBER)
    changed = MEMBER | {"phone": "+32 400 00 00 02", "reads": "en", "share_contact": "no"}
    assert counts(families(organisation, changed)) == (0, 0, 1)
    assert where(families(organisation, MEMBER | {"email": "other@example.org"}).problems) == [
        (2, "email", "email_differs")
    ]
    person = Person.objects.get(email="rima@example.org")
    assert person.language == "ar"
    assert person.contact_details.get(kind="phone").value == "+32 400 00 00 01"


def test_a_contact_without_an_address_gets_one_later(organisation):
    families(organisation, MEMBER | {"email": ""})
    assert Person.objects.get().email is None
    assert counts(families(organisation, MEMBER)) == (0, 0, 1)
    person = Person.objects.get()
    assert (person.email, person.contact_details.count()) == ("rima@example.org", 2)
    assert EmailAddress.objects.get().user == person


def test_another_member_can_become_the_contact(organisation):
    families(organisation, MEMBER, SON)
    report = families(organisation, MEMBER | {"is_contact": "no"}, SON | {"is_contact": "yes"})
    assert counts(report) == (0, 1, 0)
    assert contact_of(Family.objects.get()).name == "Sami"
    families(organisation, MEMBER | {"member": "3", "given_name": "Lina", "email": ""})
    assert contact_of(Family.objects.get()).name == "Lina Haddad"
    assert FamilyMember.objects.count() == 3


def test_a_volunteer_is_never_made_a_relative_by_their_address(organisation):
    volunteer = a_volunteer(organisation, person=a_person(email="rima@example.org", name="Rima")).volunteer.person
    assert families(organisation, MEMBER).is_ok
    assert FamilyMember.objects.get().person != volunteer
    assert contact_of(Family.objects.get()).email is None


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_an_address_used_in_another_organisation_looks_like_one_that_nobody_uses(organisation, is_dry_run):
    stranger = contact_of(a_family())
    told = [
        families(organisation, MEMBER | {"email": address, "reference": reference}, dry_run=is_dry_run)
        for reference, address in (("F-1", str(stranger.email)), ("F-2", "nobody@example.org"))
    ]
    assert [(report.is_ok, counts(report)) for report in told] == [(True, (1, 0, 0))] * 2
    assert FamilyMember.objects.filter(person=stranger, organisation=organisation).count() == 0


def test_a_person_whose_address_is_used_elsewhere_is_made_without_it_and_stays_so(organisation):
    stranger = contact_of(a_family())
    line = MEMBER | {"email": str(stranger.email)}
    families(organisation, line)
    made = contact_of(Family.objects.get(organisation=organisation))
    assert (made.email, made.name) == (None, "Rima Haddad")
    assert families(organisation, line).unchanged == 1
    assert EmailAddress.objects.filter(email=stranger.email).count() == 1


@pytest.mark.parametrize("is_used_elsewhere", [True, False])
def test_later_files_tell_no_more_than_the_first(organisation, is_used_elsewhere):
    address = str(contact_of(a_family()).email) if is_used_elsewhere else "nobody@example.org"
    families(organisation, MEMBER | {"email": address})
    twice = families(organisation, MEMBER | {"reference": "F-2", "email": address}, dry_run=True)
    other = families(organisation, MEMBER | {"email": "other@example.org"}, dry_run=True)
    assert where(twice.problems) == [(2, "email", "email_taken")]
    assert where(other.problems) == [(2, "email", "email_differs")]


def test_an_address_of_another_family_is_refused(organisation):
    other = contact_of(a_family(organisation))
    assert where(families(organisation, MEMBER | {"email": other.email}).problems) == [(2, "email", "email_taken")]
    families(organisation, MEMBER, SON)
    swapped = families(organisation, MEMBER | {"email": ""}, SON | {"email": "rima@example.org"})
    assert where(swapped.problems) == [(3, "email", "email_taken")]


def test_every_problem_of_every_line_is_in_one_report_and_nothing_is_written(organisation):
    report = families(
        organisation,
        MEMBER | {"municipality": "Gnet", "nationality": "Syria", "needs": "housing_serach", "email": "rima"},
        SON | {"reference": "F-1", "birth_year": "15", "languages": "ar", "needs": "digital"},
        MEMBER
        | {"reference": "F-2", "is_contact": "no", "phone": "0400 00 00 01", "gender": "", "given_name": "a" * 81},
        MEMBER | {"reference": "F-3", "member": "2", "email": ""},
        MEMBER | {"reference": "F-3", "member": "2", "email": "x@example.org", "reads": "klingon"},
    )
    assert where(report.problems) == [
        (2, "nationality", "not_a_country"),
        (2, "needs", "unknown_code"),
        (2, "email", "not_an_email"),
        (2, "municipality", "unknown_municipality"),
        (3, "needs", "differs"),
        (3, "birth_year", "not_a_number"),
        (3, "languages", "not_a_language_level"),
        (4, "given_name", "too_long"),
        (4, "gender", "required"),
        (4, "phone", "not_a_phone"),
        (4, "is_contact", "no_contact"),
        (6, "reads", "unknown_code"),
        (6, "member", "member_twice"),
        (6, "is_contact", "two_contacts"),
    ]
    assert counts(report) == (0, 0, 0)
    assert not Family.objects.exists()
    assert not Person.objects.exists()


def test_problems_name_what_is_near_and_never_what_stands_in_the_cell(organisation):
    report = families(
        organisation, MEMBER | {"municipality": "Gnet", "needs": "housing_serach", "email": "rima at home"}
    )
    texts = {problem.column: problem.text for problem in report.problems}
    assert texts["municipality"] == "No municipality has this name or code. Did you mean: Gent?"
    assert texts["needs"] == "Word 1 is not known. Did you mean: housing_search?"
    assert texts["email"] == "This is not an e-mail address."


def test_two_municipalities_of_one_name_need_the_code(organisation):
    a_municipality(country="NL", code="0001", names={"nl": "Gent"})
    assert where(families(organisation, MEMBER).problems) == [(2, "municipality", "several_municipalities")]
    for code in ("44021", "be-44021", "GAND"):
        assert families(organisation, MEMBER | {"municipality": code}).is_ok


def test_the_waiting_time_can_be_told_but_nothing_may_lie_in_the_future(organisation):
    families(organisation, MEMBER | {"waiting_since": "2025-11-30"})
    assert Family.objects.get().waiting_since == datetime(2025, 11, 30, tzinfo=UTC)
    report = families(organisation, MEMBER | {"waiting_since": "2026-03-03", "birth_year": "2027"})
    assert where(report.problems) == [(2, "waiting_since", "in_the_future"), (2, "birth_year", "in_the_future")]


def test_a_dry_run_says_the_same_and_writes_nothing(organisation):
    report = families(organisation, MEMBER, SON, dry_run=True)
    assert (counts(report), report.is_dry_run) == ((1, 0, 0), True)
    assert not Family.objects.exists()
    assert not Person.objects.exists()
    families(organisation, MEMBER, SON)
    assert counts(families(organisation, MEMBER | {"needs": ""}, SON, dry_run=True)) == (0, 1, 0)
    assert Family.objects.get().needs


def test_names_in_every_script_arrive_whole(organisation):
    names = ["Søren", "هدى", "ሰላም", "Оксана", "Zoë", "O’Neill"]
    rows = [
        MEMBER | {"reference": f"F-{n}", "given_name": name, "email": f"a{n}@example.org", "family_name": "العلي"}
        for n, name in enumerate(names)
    ]
    families(organisation, *rows, content=csv_of(*rows).encode("utf-8-sig"))
    assert set(FamilyMember.objects.values_list("given_name", flat=True)) == set(names)
    decomposed = [
        MEMBER | {"reference": "F-4", "given_name": "Zoe\u0308", "email": "a4@example.org", "family_name": "العلي"}
    ]
    assert counts(families(organisation, *decomposed)) == (0, 0, 1)


def test_references_of_another_organisation_are_not_touched(organisation):
    families(organisation, MEMBER)
    other = an_organisation()
    assert counts(families(other, MEMBER | {"email": "x@example.org"})) == (1, 0, 0)
    assert Family.objects.filter(reference="F-1").count() == 2


def test_only_staff_of_the_organisation_imports(organisation):
    assert families(organisation, MEMBER, actor=a_coordinator(organisation)).is_ok
    with pytest.raises(NotFound):
        families(organisation, MEMBER, actor=a_coordinator())


def test_the_number_of_queries_does_not_grow_with_the_file(organisation, django_assert_max_num_queries):
    rows = [MEMBER | {"reference": f"F-{n}", "email": f"a{n}@example.org"} for n in range(200)]
    with django_assert_max_num_queries(22):
        assert families(organisation, *rows).created == 200
    assert MemberLanguage.objects.count() == 400
    with django_assert_max_num_queries(22):
        assert families(organisation, *[row | {"needs": "digital", "family_name": "B"} for row in rows]).updated == 200
