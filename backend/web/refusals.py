"""Refusals as people read them: every DomainError becomes a kind page, or a sentence above the present state."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooOften
from backend.web.document_refusals import DOCUMENT_SENTENCES
from backend.web.staff_refusals import STAFF_SENTENCES

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

STATUS: Final[dict[type[DomainError], HTTPStatus]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.BAD_REQUEST,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
}

SENTENCES: Final[dict[str, Promise]] = STAFF_SENTENCES | {
    **DOCUMENT_SENTENCES,
    "proposal_closed": _("This proposal is closed. Nothing was changed."),
    "too_late": _("The time to answer is over. Nothing was changed."),
    "already_answered": _("This was answered already. Below is how it stands."),
    "one_person_one_part": _("You have answered this proposal in another role. Somebody else must answer here."),
    "moved_on": _("Somebody else was just a moment faster. Below is how it stands."),
    "not_yours_to_answer": _("Only the lead of the group answers for it."),
    "coordinator_only": _("Only a coordinator may do this."),
    "administrator_only": _("Only an administrator may do this."),
    "answer_missing": _("Please say yes or no."),
    "reason_missing": _("Please choose a reason."),
    "not_a_phone": _("This is not a phone number. It begins with + and the code of the country."),
    "not_an_email": _("This is not an e-mail address."),
    "empty": _("Please fill it in."),
    "detail_there_already": _("This is there already."),
    "too_many_details": _("There are enough. Please remove one first."),
    "run_in_progress": _("Matching is already going on. Please wait until it is ready."),
    "organisation_unclear": _("You work for several organisations: choose one."),
    "too_many_concerns": _("You have written to us many times today. If you need help now, call 112."),
    "no_organisation": _("You do not belong to an organisation here. If you need help now, call 112."),
    "story_missing": _("Please write a few words."),
    "already_done": _("This step is done already."),
    "not_done": _("This step is not done yet."),
    "not_understood": _("Something is missing. Please fill in everything."),
    "match_moved_on": _("The match is not as it was any more. Nothing was changed."),
    "match_not_going_on": _("There is a pause now. Meetings can be planned when it is over."),
    "meeting_in_the_past": _("This time is past. Please choose a later one."),
    "meeting_too_far": _("This is more than a year away. Please choose an earlier day."),
    "meeting_overlaps": _("There is already a meeting at this time."),
    "meeting_cancelled": _("This meeting is cancelled."),
    "meeting_over": _("This meeting has begun. It cannot be changed any more."),
    "minutes_impossible": _("Please choose 10 minutes to one day."),
    "contact_in_the_future": _("This day has not come yet. Please choose another day."),
    "contact_before_the_match": _("You did not know each other then. Please choose another day."),
    "check_in_over": _("This question is over. The next one will come."),
    "helper_moved_on": _("This cannot be done any more: something has changed. Below is how it stands."),
    "not_away": _("Nobody is away here."),
    "away_in_the_past": _("This day is over. Please choose today or a later day."),
    "away_ends_before_it_begins": _("The last day comes before the first. Please look again."),
    "day_missing": _("Please choose a day."),
    "capacity_in_use": _("You help more families than that now. The number stays as it is."),
    "capacity_out_of_range": _("You can help one, two or three families at once."),
    "reason_unknown": _("Please choose one of the reasons."),
    "name_missing": _("Please write the first name."),
    "birth_date_wrong": _("This day of birth cannot be right."),
    "household_full": _("These are very many people for one home. Please call us."),
    "left_already": _("They live elsewhere already."),
    "language_unknown": _("We do not have this language yet."),
    "no_vote_of_yours": _("Only the members of the group vote."),
    "quorum_has_not_voted": _("Not enough members of your group have voted yet. Nothing was changed."),
    "group_voted_no": _("Most of your group do not want this. Nothing was changed."),
    "vote_going_on": _("Your group is voting now. Until that is over, only a coordinator can take somebody out."),
    "lead_must_hand_over": _("Choose another lead of the group first."),
    "member_already": _("They belong to the group already."),
    "member_joining": _("They are still joining. Your organisation admits them first."),
    "has_lead": _("The group has a lead already."),
    "gender_missing": _("Please say whether the new lead is a man or a woman."),
    "group_moved_on": _("This cannot be done with the group as it stands now."),
    "not_found": _("We cannot find this. Perhaps it has moved, or you may not see it."),
    "not_allowed": _("You cannot do this."),
    "conflict": _("This cannot be done now: something has changed. Below is how it stands."),
    "invalid": _("Something in what you sent is not right. Please try again."),
}


def sentence(refusal: DomainError) -> str:
    """Return what `refusal` says, in the active language."""
    text = SENTENCES.get(refusal.code) or SENTENCES[refusal.default_code]
    return str(text)


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Return the page for `refusal`, with the HTTP status that goes with it."""
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    page = render(request, "web/refusal.html", {"sentence": sentence(refusal), "status": status}, status=status)
    if isinstance(refusal, TooOften):
        page.headers["Retry-After"] = str(refusal.wait)
    return page


def refusing_kindly(view: View[P], *, back: str | None, is_back_to_same: bool) -> View[P]:
    """Return `view` with its refusals shown. A change that cannot be made leads `back`, with a sentence on top.

    `is_back_to_same` says that `back` takes the arguments of the view itself.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Conflict, Invalid) as refusal:
            if request.method != "POST" or back is None:
                return refusal_page(request, refusal)
            messages.warning(request, sentence(refusal))
            return HttpResponseRedirect(reverse(back, kwargs=kwargs if is_back_to_same else None))
        except DomainError as refusal:
            return refusal_page(request, refusal)

    return answer
