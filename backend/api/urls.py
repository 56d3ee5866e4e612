"""Routes of the REST API."""

from django.urls import path, re_path

from backend.api.by_hand import FamilyPair, FamilyProposals
from backend.api.check_ins import CheckInAnswer, MatchCheckIns, MyCheckIns
from backend.api.check_sheets import MyChecks
from backend.api.checks import CheckWithdrawal, ExemptionRevocation, HelperChecks, HelperExemptions
from backend.api.concern_moves import (
    ConcernClosing,
    ConcernLifting,
    ConcernNotes,
    ConcernReopening,
    ConcernSeverity,
    ConcernSuspension,
    ConcernTakeUp,
)
from backend.api.concerns import Concern, Concerns, MyConcerns
from backend.api.contact_details import ContactDetail, ContactDetails
from backend.api.contact_log import ContactCorrection, ContactRemoval, MatchContactLog
from backend.api.contacts import Contacts, Disclosures
from backend.api.docs import Docs, Document, NothingHere
from backend.api.documents import Document as DocumentOfHelper
from backend.api.documents import DocumentContent, HelperDocuments
from backend.api.explanations import SecondChoice, WhatWouldHelp, WhyNot
from backend.api.families import Families, Family
from backend.api.family_move import FamilyMove
from backend.api.group_members import (
    GroupLeaving,
    GroupMemberAdmission,
    GroupMemberRemoval,
    GroupMemberRole,
    GroupMembers,
)
from backend.api.groups import Group, GroupApproval, GroupConsent, GroupInPrinciple, GroupPledge, Groups, GroupSendBack
from backend.api.hand_overs import (
    FamilyHandOver,
    HandOver,
    HandOverAcceptance,
    HandOverReceivers,
    HandOverRefusal,
    HandOvers,
    HandOverWithdrawal,
)
from backend.api.helper_history import HelperHistory, MyHelpers
from backend.api.helper_moves import (
    ChecksStart,
    HelperAbsence,
    HelperApproval,
    HelperCapacity,
    HelperDecline,
    HelperLeaving,
    HelperReapplication,
    HelperReturn,
)
from backend.api.helpers import Helper, Helpers
from backend.api.holds import FamilyHold, FamilyHoldLift, HelperHold, HelperHoldLift
from backend.api.household import Household, HouseholdLeaving
from backend.api.inbox import Inbox, MessageReading
from backend.api.match_moves import (
    FirstMeeting,
    MatchConfirmation,
    MatchEnd,
    MatchPause,
    MatchResumption,
    MatchReview,
)
from backend.api.matches import Match, Matches, MyFamilies
from backend.api.me import Me
from backend.api.meetings import MatchMeetings, MeetingCancellation, MeetingMove
from backend.api.organisations import Organisations
from backend.api.people_import import FamiliesImport, VolunteersImport
from backend.api.places import Municipalities
from backend.api.proposals import MyProposals, Proposal, ProposalAnswer, Proposals, ProposalWithdrawal
from backend.api.requirements import RequirementRetirement, Requirements
from backend.api.run_comparison import RunComparison
from backend.api.runs import Run, Runs
from backend.api.steps import NextSteps, StepDone, StepReopening
from backend.api.suggestion import FamilySuggestion
from backend.api.today import Today
from backend.api.votes import MyVotes, ProposalVote

app_name = "api"
urlpatterns = [
    path("v1/me", Me.as_view()),
    path("v1/me/concerns", MyConcerns.as_view()),
    path("v1/me/checks", MyChecks.as_view()),
    path("v1/me/check-ins", MyCheckIns.as_view()),
    path("v1/me/contacts", Contacts.as_view()),
    path("v1/me/contact-details", ContactDetails.as_view()),
    path("v1/me/contact-details/<uuid:detail_id>", ContactDetail.as_view()),
    path("v1/me/disclosures", Disclosures.as_view()),
    path("v1/me/families", MyFamilies.as_view()),
    path("v1/me/helpers", MyHelpers.as_view()),
    path("v1/me/inbox", Inbox.as_view()),
    path("v1/me/inbox/<uuid:message_id>/read", MessageReading.as_view()),
    path("v1/me/next-steps", NextSteps.as_view()),
    path("v1/me/proposals", MyProposals.as_view()),
    path("v1/concerns", Concerns.as_view()),
    path("v1/concerns/<uuid:concern_id>", Concern.as_view()),
    path("v1/concerns/<uuid:concern_id>/notes", ConcernNotes.as_view()),
    path("v1/concerns/<uuid:concern_id>/take-up", ConcernTakeUp.as_view()),
    path("v1/concerns/<uuid:concern_id>/severity", ConcernSeverity.as_view()),
    path("v1/concerns/<uuid:concern_id>/suspend", ConcernSuspension.as_view()),
    path("v1/concerns/<uuid:concern_id>/lift", ConcernLifting.as_view()),
    path("v1/concerns/<uuid:concern_id>/close", ConcernClosing.as_view()),
    path("v1/concerns/<uuid:concern_id>/reopen", ConcernReopening.as_view()),
    path("v1/documents/<uuid:document_id>", DocumentOfHelper.as_view()),
    path("v1/documents/<uuid:document_id>/content", DocumentContent.as_view()),
    path("v1/checks/<uuid:check_id>/withdraw", CheckWithdrawal.as_view()),
    path("v1/exemptions/<uuid:exemption_id>/revoke", ExemptionRevocation.as_view()),
    path("v1/me/votes", MyVotes.as_view()),
    path("v1/families", Families.as_view()),
    path("v1/families/import", FamiliesImport.as_view()),
    path("v1/families/<uuid:family_id>", Family.as_view()),
    path("v1/families/<uuid:family_id>/hand-over", FamilyHandOver.as_view()),
    path("v1/families/<uuid:family_id>/helpers/<uuid:helper_id>", FamilyPair.as_view()),
    path("v1/families/<uuid:family_id>/move", FamilyMove.as_view()),
    path("v1/families/<uuid:family_id>/proposals", FamilyProposals.as_view()),
    path("v1/families/<uuid:family_id>/hold", FamilyHold.as_view()),
    path("v1/families/<uuid:family_id>/lift-hold", FamilyHoldLift.as_view()),
    path("v1/families/<uuid:family_id>/suggestion", FamilySuggestion.as_view()),
    path("v1/families/<uuid:family_id>/what-would-help", WhatWouldHelp.as_view()),
    path("v1/families/<uuid:family_id>/why-not/<uuid:helper_id>", WhyNot.as_view()),
    path("v1/hand-overs", HandOvers.as_view()),
    path("v1/hand-overs/receivers", HandOverReceivers.as_view()),
    path("v1/hand-overs/<uuid:hand_over_id>", HandOver.as_view()),
    path("v1/hand-overs/<uuid:hand_over_id>/accept", HandOverAcceptance.as_view()),
    path("v1/hand-overs/<uuid:hand_over_id>/decline", HandOverRefusal.as_view()),
    path("v1/hand-overs/<uuid:hand_over_id>/withdraw", HandOverWithdrawal.as_view()),
    path("v1/groups", Groups.as_view()),
    path("v1/groups/<uuid:group_id>", Group.as_view()),
    path("v1/groups/<uuid:group_id>/accept-in-principle", GroupInPrinciple.as_view()),
    path("v1/groups/<uuid:group_id>/approve", GroupApproval.as_view()),
    path("v1/groups/<uuid:group_id>/consent", GroupConsent.as_view()),
    path("v1/groups/<uuid:group_id>/leave", GroupLeaving.as_view()),
    path("v1/groups/<uuid:group_id>/members", GroupMembers.as_view()),
    path("v1/groups/<uuid:group_id>/members/<uuid:member_id>/admit", GroupMemberAdmission.as_view()),
    path("v1/groups/<uuid:group_id>/members/<uuid:member_id>/remove", GroupMemberRemoval.as_view()),
    path("v1/groups/<uuid:group_id>/members/<uuid:member_id>/role", GroupMemberRole.as_view()),
    path("v1/groups/<uuid:group_id>/pledge", GroupPledge.as_view()),
    path("v1/groups/<uuid:group_id>/send-back", GroupSendBack.as_view()),
    path("v1/helpers", Helpers.as_view()),
    path("v1/helpers/<uuid:helper_id>", Helper.as_view()),
    path("v1/helpers/<uuid:helper_id>/documents", HelperDocuments.as_view()),
    path("v1/helpers/<uuid:helper_id>/checks", HelperChecks.as_view()),
    path("v1/helpers/<uuid:helper_id>/exemptions", HelperExemptions.as_view()),
    path("v1/helpers/<uuid:helper_id>/household", Household.as_view()),
    path("v1/helpers/<uuid:helper_id>/household/<uuid:member_id>/leave", HouseholdLeaving.as_view()),
    path("v1/helpers/<uuid:helper_id>/approve", HelperApproval.as_view()),
    path("v1/helpers/<uuid:helper_id>/away", HelperAbsence.as_view()),
    path("v1/helpers/<uuid:helper_id>/capacity", HelperCapacity.as_view()),
    path("v1/helpers/<uuid:helper_id>/come-back", HelperReturn.as_view()),
    path("v1/helpers/<uuid:helper_id>/decline", HelperDecline.as_view()),
    path("v1/helpers/<uuid:helper_id>/history", HelperHistory.as_view()),
    path("v1/helpers/<uuid:helper_id>/hold", HelperHold.as_view()),
    path("v1/helpers/<uuid:helper_id>/leave", HelperLeaving.as_view()),
    path("v1/helpers/<uuid:helper_id>/lift-hold", HelperHoldLift.as_view()),
    path("v1/helpers/<uuid:helper_id>/reapply", HelperReapplication.as_view()),
    path("v1/helpers/<uuid:helper_id>/start-checks", ChecksStart.as_view()),
    path("v1/matches", Matches.as_view()),
    path("v1/matches/<uuid:match_id>", Match.as_view()),
    path("v1/matches/<uuid:match_id>/confirmation", MatchConfirmation.as_view()),
    path("v1/matches/<uuid:match_id>/pause", MatchPause.as_view()),
    path("v1/matches/<uuid:match_id>/resume", MatchResumption.as_view()),
    path("v1/matches/<uuid:match_id>/reviewed", MatchReview.as_view()),
    path("v1/matches/<uuid:match_id>/check-ins", MatchCheckIns.as_view()),
    path("v1/matches/<uuid:match_id>/contact-log", MatchContactLog.as_view()),
    path("v1/matches/<uuid:match_id>/meetings", MatchMeetings.as_view()),
    path("v1/check-ins/<uuid:check_in_id>/answer", CheckInAnswer.as_view()),
    path("v1/contact-log/<uuid:entry_id>/correct", ContactCorrection.as_view()),
    path("v1/contact-log/<uuid:entry_id>/remove", ContactRemoval.as_view()),
    path("v1/meetings/<uuid:meeting_id>/cancel", MeetingCancellation.as_view()),
    path("v1/meetings/<uuid:meeting_id>/move", MeetingMove.as_view()),
    path("v1/today", Today.as_view()),
    path("v1/matches/<uuid:match_id>/end", MatchEnd.as_view()),
    path("v1/matches/<uuid:match_id>/first-meeting", FirstMeeting.as_view()),
    path("v1/municipalities", Municipalities.as_view()),
    path("v1/organisations", Organisations.as_view()),
    path("v1/proposals", Proposals.as_view()),
    path("v1/proposals/<uuid:proposal_id>", Proposal.as_view()),
    path("v1/proposals/<uuid:proposal_id>/answer", ProposalAnswer.as_view()),
    path("v1/proposals/<uuid:proposal_id>/second-choice", SecondChoice.as_view()),
    path("v1/proposals/<uuid:proposal_id>/vote", ProposalVote.as_view()),
    path("v1/proposals/<uuid:proposal_id>/withdraw", ProposalWithdrawal.as_view()),
    path("v1/requirements", Requirements.as_view()),
    path("v1/requirements/<uuid:requirement_id>/retire", RequirementRetirement.as_view()),
    path("v1/runs", Runs.as_view()),
    path("v1/runs/<uuid:run_id>", Run.as_view(), name="run"),
    path("v1/runs/<uuid:run_id>/comparison", RunComparison.as_view()),
    path("v1/steps/<uuid:step_id>/done", StepDone.as_view()),
    path("v1/steps/<uuid:step_id>/reopen", StepReopening.as_view()),
    path("v1/volunteers/import", VolunteersImport.as_view()),
    path("schema/", Document.as_view(), name="schema"),
    path("docs/", Docs.as_view(url_name="api:schema"), name="docs"),
    re_path("", NothingHere.as_view()),
]
