"""Sponsor groups: the persons and the money that families need and that groups have room for, beside the columns."""

from datetime import date, datetime
from typing import Final

import numpy as np
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from backend.people.models import FamilyMember, Helper, Organisation
from backend.people.models.helper import HelperKind
from matching.engine.arrays import Ints
from matching.engine.groups import GroupColumns, SponsoredFamilies
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Match, Proposal
from matching.snapshot.among import among
from matching.snapshot.binary import copied
from matching.snapshot.codes import rows_of
from matching.snapshot.families import read_families
from matching.snapshot.helpers import read_helpers
from matching.snapshot.scope import unanswered_proposals

KIND: Final = HelperKind.SPONSOR_GROUP
NO_LIMIT: Final = 2**31  # more persons than anybody houses


def read_sponsored(organisation: Organisation, *, now: datetime) -> SponsoredFamilies:
    """Return the families that wait for a sponsor group, with how many they are and what is asked for them."""
    families = read_families(organisation, KIND, now=now)
    persons = persons_of(families.key)
    euro = organisation.sponsor_base_euro + organisation.sponsor_person_euro * persons
    return SponsoredFamilies(**vars(families), persons=persons, euro=euro)


def read_groups(organisation: Organisation, *, on: date) -> GroupColumns:
    """Return the ready sponsor groups, with the persons they can still house and the euro they have left.

    As with places, what an open proposal that nobody has answered holds counts as free: the run may give it anew.
    """
    groups = read_helpers(organisation, KIND, on=on)
    persons, euro = room_left(groups.key, besides=unanswered_proposals(organisation, KIND))
    return GroupColumns(**vars(groups), persons=persons, euro=euro)


def persons_of(families: Ints) -> Ints:
    """Return int64[families]: how many members each of these families, ids that ascend, has. One query."""
    members = FamilyMember.objects.filter(family__in=among(families.tolist()))
    row, is_there = rows_of(families, copied(members, family=("family_id", np.int64))["family"])
    return np.bincount(row[is_there], minlength=families.size).astype(np.int64)


def room_left(groups: Ints, *, besides: QuerySet[Proposal]) -> tuple[Ints, Ints]:
    """Return int64[groups] twice: persons and euro that these groups, ids that ascend, have left, never below 0.

    What they have, less what the families of their running matches and open proposals need, by the rule of the
    organisation that cares for the family; `besides` are proposals that do not count. Three queries.
    """
    some = Q(helper__in=among(groups.tolist()))
    has = copied(
        Helper.objects.filter(pk__in=among(groups.tolist())).order_by("pk"),
        housed=(Coalesce("sponsor_group__persons_housed", 0), np.int64),
        pledged=(Coalesce("sponsor_group__pledged_euro", 0), np.int64),
    )
    held = (
        Proposal.objects.filter(some, state=ProposalState.OPEN).exclude(pk__in=besides.values("pk")),
        Match.objects.filter(some, state__in=sorted(RUNNING_MATCH)),
    )
    persons, euro = has["housed"], has["pledged"]
    persons[persons == 0] = NO_LIMIT
    for rows in held:
        needs = copied(
            rows.annotate(persons=Count("family__members")),
            group=("helper_id", np.int64),
            persons=("persons", np.int64),
            base=(F("organisation__sponsor_base_euro"), np.int64),
            each=(F("organisation__sponsor_person_euro"), np.int64),
        )
        row = np.searchsorted(groups, needs["group"])
        np.subtract.at(persons, row, needs["persons"])
        np.subtract.at(euro, row, needs["base"] + needs["each"] * needs["persons"])
    return np.maximum(0, persons), np.maximum(0, euro)
