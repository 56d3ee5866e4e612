"""The yes or no of a form: read once, for the phone home and for the console."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from backend.errors import Invalid
from backend.web.doors import acting
from backend.web.pages import reading
from matching.models import Proposal
from matching.models.proposal import Answer
from matching.services.consents import answer_proposal


def record_answer(request: HttpRequest, proposal_uuid: UUID) -> tuple[Answer, Proposal]:
    """Record what the signed-in person said, and return it with the proposal as it now stands.

    Raises Invalid for a form that says neither yes nor no, and what `answer_proposal` raises.
    """
    said = request.POST.get("answer", "")
    if said not in Answer.values:
        raise Invalid("neither yes nor no", code="answer_missing")
    answer = Answer(said)
    proposal = answer_proposal(
        actor=acting(request),
        proposal_uuid=proposal_uuid,
        answer=answer,
        reason=request.POST.get("reason", "") if answer == Answer.NO else "",
        text_language=reading(),
        now=timezone.now(),
    )
    return answer, proposal
