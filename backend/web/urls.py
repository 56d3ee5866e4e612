"""Routes of the pages."""

from django.urls import URLPattern, URLResolver, path

from backend.web.views import (
    care,
    documents,
    entrance,
    explanations,
    home,
    people,
    proposals,
    run_comparison,
    runs,
    suggestion,
)
from backend.web.views.check_in_link import check_in_link
from backend.web.views.today import today

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", entrance.start, name="start"),
    path("language/", entrance.language, name="language"),
    path("home/", home.home, name="home"),
    path("home/proposals/<uuid:proposal_uuid>/answer/", home.answer, name="answer"),
    path("home/steps/<uuid:step_uuid>/done/", home.step_done, name="step_done"),
    path("home/steps/<uuid:step_uuid>/open/", home.step_open, name="step_open"),
    path("home/documents/<uuid:helper_uuid>/", documents.hand_in, name="hand_in"),
    path("home/messages/<uuid:message_uuid>/read/", home.message_read, name="message_read"),
    path("home/matches/<uuid:match_uuid>/meetings/", care.meeting_planned, name="meeting_planned"),
    path("home/matches/<uuid:match_uuid>/contacts/", care.contact_written, name="contact_written"),
    path("home/meetings/<uuid:meeting_uuid>/move/", care.meeting_moved, name="meeting_moved"),
    path("home/meetings/<uuid:meeting_uuid>/cancel/", care.meeting_cancelled, name="meeting_cancelled"),
    path("home/meetings/<uuid:meeting_uuid>/calendar/", care.meeting_calendar, name="meeting_calendar"),
    path("home/check-ins/<uuid:check_in_uuid>/answer/", care.check_in_answered, name="check_in_answered"),
    path("home/contacts/<uuid:entry_uuid>/remove/", care.contact_removed, name="contact_removed"),
    path("check-in/<str:token>/", check_in_link, name="check_in_link"),
    path("documents/<uuid:document_uuid>/", documents.document, name="document"),
    path("documents/<uuid:document_uuid>/delete/", documents.document_gone, name="document_gone"),
    path("today/", today, name="today"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<uuid:proposal_uuid>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:proposal_uuid>/judge/", proposals.judge, name="judge"),
    path("proposals/<uuid:proposal_uuid>/withdraw/", proposals.withdraw, name="withdraw"),
    path("proposals/<uuid:proposal_uuid>/second-choice/", explanations.second_choice, name="second_choice"),
    path("recruitment/", explanations.recruitment, name="recruitment"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start_run, name="start_run"),
    path("runs/policy/", runs.choose_policy, name="choose_policy"),
    path("runs/pledges/", runs.choose_pledges, name="choose_pledges"),
    path("runs/<uuid:run_uuid>/", runs.run, name="run"),
    path("runs/<uuid:run_uuid>/comparison/", run_comparison.run_comparison, name="run_comparison"),
    path("runs/<uuid:run_uuid>/progress/", runs.run_progress, name="run_progress"),
    path("families/", people.families, name="families"),
    path("families/<uuid:family_uuid>/", people.family, name="family"),
    path("families/<uuid:family_uuid>/suggestion/", suggestion.suggestion, name="suggestion"),
    path("families/<uuid:family_uuid>/suggestion/yes/", suggestion.say_yes, name="suggestion_yes"),
    path("families/<uuid:family_uuid>/help/", explanations.family_help, name="family_help"),
    path("helpers/", people.helpers, name="helpers"),
    path("helpers/<uuid:helper_uuid>/documents/", documents.helper_documents, name="helper_documents"),
    path("helpers/<uuid:helper_uuid>/documents/add/", documents.hand_in_for, name="hand_in_for"),
]
