"""What we tell people, by template: one subject that may leave the house, one text for the inbox.

Nothing here names a person, a place or a story. Knows no domain: what a code is called comes in as a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.people.directions import direction_of
from notifications.staff_texts import STAFF_TEMPLATES
from notifications.template import LETTER_TO_TAP, TODAY, Template


@dataclass(frozen=True)
class Text:
    """A text as its reader sees it. `direction` is ltr or rtl; `path` leads to a page that needs sign-in, or is signed
    for this reader."""

    title: str
    body: str
    language: str
    direction: str
    path: str


TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        "step_due_family": Template(
            _("You have a next step"),
            _("Next step: %(milestone)s"),
            _("You can do this now. See what to do. Tick it when you have done it."),
        ),
        "step_due_helper": Template(
            _("You can help with a next step"),
            _("Next step of a family you help: %(milestone)s"),
            _("They can do this now. Ask them if they need help."),
        ),
        "answer_wanted_family": Template(
            _("You have something to answer"),
            _("Somebody would like to help your family"),
            _("See who it is, and say yes or no."),
        ),
        "answer_wanted_helper": Template(
            _("You have something to answer"),
            _("There is a family for you"),
            _("See why you fit, and say yes or no."),
        ),
        "vote_wanted": Template(
            _("Your group asks what you think"),
            _("There is a family for your group"),
            _("See why you fit, and vote yes or no."),
        ),
        "answer_wanted_soon_family": Template(
            _("Please answer soon"),
            _("Somebody would like to help your family: please answer soon"),
            _("There is not much time left to say yes or no."),
        ),
        "answer_wanted_soon_helper": Template(
            _("Please answer soon"),
            _("There is a family for you: please answer soon"),
            _("There is not much time left to say yes or no."),
        ),
        "judgement_wanted_soon": Template(
            _("Proposals are waiting for you"),
            _("Proposals are waiting for your yes or no"),
            _("Without an answer they end within two days."),
            TODAY,
        ),
        "match_made_family": Template(
            _("Good news for you"),
            _("Now there is somebody to help your family"),
            _("You have all said yes. See how to reach each other."),
        ),
        "match_made_helper": Template(
            _("Good news for you"),
            _("You are matched with a family now"),
            _("You have all said yes. See how to reach each other."),
        ),
        "trial_answer_wanted": Template(
            _("You have something to answer"),
            _("Do you want to go on together?"),
            _("You know each other a little now. Say whether you go on."),
        ),
        "check_in_wanted_family": Template(
            _("How is it going?"),
            _("How is it going with the person who helps you?"),
            _("One tap is enough. If something is wrong, tell us here."),
            letter=LETTER_TO_TAP,
        ),
        "check_in_wanted_helper": Template(
            _("How is it going?"),
            _("How is it going with the family you help?"),
            _("One tap is enough. If something is wrong, tell us here."),
            letter=LETTER_TO_TAP,
        ),
        "match_ended_family": Template(
            _("There is news for you"),
            _("The contact with somebody who helped you has ended"),
            _("This says nothing about you. If you want help, talk to your coordinator."),
        ),
        "match_ended_helper": Template(
            _("There is news for you"),
            _("The contact with a family you helped has ended"),
            _("Thank you for all you did! If you have a question, talk to your coordinator."),
        ),
        "helper_approved": Template(
            _("Good news for you"),
            _("You can meet families now"),
            _("When there is a family for you, we will ask you."),
        ),
        "proposal_ended_family": Template(
            _("There is news for you"),
            _("Somebody you were asked about cannot help you now"),
            _("This says nothing about you. When there is somebody else for you, we will ask you."),
        ),
        "proposal_ended_helper": Template(
            _("There is news for you"),
            _("A family you were asked about does not need your answer any more"),
            _("This says nothing about you. When there is another family for you, we will ask you."),
        ),
        "check_ends_in_30_days": Template(
            _("Please renew something soon"),
            _("One of your checks ends within 30 days"),
            _("Ask your coordinator what to do, so that you can go on helping."),
        ),
        "check_ends_in_7_days": Template(
            _("Please renew something soon"),
            _("One of your checks ends within 7 days"),
            _("Ask your coordinator what to do, so that you can go on helping."),
        ),
        "check_ended": Template(
            _("Please talk to your coordinator"),
            _("One of your checks has ended"),
            _("Nobody asks you to help a new family now. Your coordinator can tell you what to do."),
        ),
    }
    | STAFF_TEMPLATES
)


def inbox_text(template: str, names: Mapping[str, object], language: str) -> Text:
    """Return the text for the inbox in `language`; `names` says what the codes in it are called (may be lazy)."""
    known = TEMPLATES[template]
    with translation.override(reading_language(language)):
        return _text(str(known.title) % names, str(known.body), known.path)


def letter_text(template: str, language: str, signed_path: str = "") -> Text:
    """Return the text that leaves the house, in `language`: that there is something, never what.

    It leads to `signed_path`, made for its reader, or else to the page of the template.
    """
    known = TEMPLATES[template]
    path = signed_path or known.path
    with translation.override(reading_language(language)):
        return _text(str(known.subject), str(known.letter) % {"link": settings.PUBLIC_URL + path}, path)


def reading_language(language: str) -> str:
    """Return `language` if we write it, else the language of the source."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _text(title: str, body: str, path: str) -> Text:
    language = translation.get_language()
    return Text(title=title, body=body, language=language, direction=direction_of(language), path=path)
