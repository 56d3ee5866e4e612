"""Organisations: founding one with its first staff and what it asks of its helpers."""

from collections.abc import Sequence
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from backend.errors import Conflict
from backend.people.access import organisation_administered
from backend.people.models import Membership, Organisation, Person
from backend.people.models.organisation import MatchingPolicy, Role
from backend.people.services.requirements import Asked, ask_first


@transaction.atomic(durable=True)
def found_organisation(
    *,
    slug: str,
    name: str,
    kind: str,
    time_zone: str,
    administrator: str,
    language: str,
    requirements: Sequence[Asked],
    matching_policy: str = MatchingPolicy.CLASSES,
    safeguarding: Sequence[str] = (),
) -> Organisation:
    """Make an organisation with one administrator and those who read its concerns; they sign in by a code to their
    e-mail address.

    A person who has that address already is taken as they are. Raises Conflict (slug_taken, one_part_each).
    """
    if len({address.strip().lower() for address in (administrator, *safeguarding)}) <= len(safeguarding):
        raise Conflict("one person has one part on a staff: give different addresses", code="one_part_each")
    if Organisation.objects.filter(slug=slug).exists():
        raise Conflict(f"there is an organisation {slug} already", code="slug_taken")
    organisation = Organisation.objects.create(
        slug=slug, name=name, kind=kind, time_zone=time_zone, matching_policy=matching_policy
    )
    Membership.objects.create(
        organisation=organisation, person=_person(administrator, language, time_zone), role=Role.ADMINISTRATOR
    )
    for address in safeguarding:
        person = _person(address, language, time_zone)
        Membership.objects.create(organisation=organisation, person=person, role=Role.SAFEGUARDING)
    ask_first(organisation, requirements)
    return organisation


@transaction.atomic(durable=True)
def choose_matching_policy(*, actor: Person, organisation_uuid: UUID | None, policy: MatchingPolicy) -> Organisation:
    """Let an administrator choose what the runs of their organisation look at after the classes.

    Raises NotFound for an organisation that is not theirs, NotAllowed for a coordinator (administrator_only) or if they
    must say which (organisation_unclear).
    """
    organisation = organisation_administered(actor, organisation_uuid)
    organisation.matching_policy = policy
    organisation.save(update_fields=["matching_policy"])
    return organisation


@transaction.atomic(durable=True)
def ask_pledges(*, actor: Person, organisation_uuid: UUID | None, base_euro: int, person_euro: int) -> Organisation:
    """Let an administrator say what a sponsor group must have pledged: so much for a family and for each person.

    Both 0 asks nothing. What is proposed or agreed already stays. Raises as `choose_matching_policy` does.
    """
    organisation = organisation_administered(actor, organisation_uuid)
    organisation.sponsor_base_euro, organisation.sponsor_person_euro = base_euro, person_euro
    organisation.save(update_fields=["sponsor_base_euro", "sponsor_person_euro"])
    return organisation


@transaction.atomic(durable=True)
def choose_agreement(
    *, actor: Person, organisation_uuid: UUID | None, four_eyes: bool, trial_days: int
) -> Organisation:
    """Let an administrator say whether who proposed a pair by hand may approve it, and how long matches are tried out.

    0 days: nobody is asked whether they go on. Trials that have begun keep their day. Raises as
    `choose_matching_policy` does.
    """
    organisation = organisation_administered(actor, organisation_uuid)
    organisation.four_eyes, organisation.trial_days = four_eyes, trial_days
    organisation.save(update_fields=["four_eyes", "trial_days"])
    return organisation


def _person(email: str, language: str, time_zone: str) -> Person:
    address = email.strip().lower()
    known = Person.objects.filter(email=address).first()
    if known is not None:
        return known
    name = address.partition("@")[0]
    person = Person.objects.create_user(address, name=name, language=language, time_zone=time_zone)
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    return person
