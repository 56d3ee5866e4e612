"""Every text speaks the reader's language and says nothing about anybody."""

import re

import pytest
from django.conf import settings as conf
from django.core import mail
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.journey.plan import MILESTONES
from notifications.channels import EMAIL
from notifications.channels.email import EmailChannel
from notifications.delivery import batches_due, deliver_all
from notifications.models import Message
from notifications.reminders import plan, still_due
from notifications.rendering import render
from notifications.texts import TEMPLATES, letter_text
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_family, contact_of

DIRECTIONS = {"en": "ltr", "nl": "ltr", "fr": "ltr", "ar": "rtl", "fa-af": "rtl", "ti": "ltr", "uk": "ltr"}


def a_text(language, template="step_due_family"):
    message = Message(template=template, parameters={"milestone": "id_card"})
    return render(message, language)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("language", "direction"), DIRECTIONS.items())
def test_every_text_says_its_language_and_direction_and_leaves_nothing_open(template, language, direction):
    for text in (a_text(language, template), letter_text(template, language)):
        assert (text.language, text.direction) == (language, direction)
        assert text.title
        assert text.body
        assert "%(" not in text.title + text.body


def test_a_language_we_do_not_write_gets_the_source():
    text = a_text("tlh")
    assert (text.language, text.direction, text.title) == ("en", "ltr", a_text("en").title)


def test_the_inbox_names_the_step_and_the_letter_does_not():
    step = str(MILESTONES["id_card"].title)
    assert step in a_text("en").title
    letter = letter_text("step_due_family", "en")
    assert step not in letter.title + letter.body


def test_a_milestone_that_is_not_in_the_plan_any_more_does_not_break_the_inbox():
    message = Message(template="step_due_family", parameters={"milestone": "long_gone"})
    assert "long_gone" in render(message, "en").title


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_letter_leads_to_a_page_of_ours_and_nowhere_else(template, settings):
    text = letter_text(template, "en")
    assert re.findall(r"https?://\S+", text.body) == [settings.PUBLIC_URL + text.path]


@pytest.mark.django_db
@pytest.mark.parametrize("template", TEMPLATES)
def test_the_page_it_leads_to_is_there_and_asks_to_sign_in_first(template, client):
    path = letter_text(template, "en").path
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, f"{reverse(conf.LOGIN_URL)}?next={path}")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.from_regex(r"[A-Z][a-z]{3,9}q[0-9]{2}", fullmatch=True), number=st.from_regex(r"[0-9]{9}", fullmatch=True)
)
def test_no_letter_holds_anything_about_a_family_or_its_helper(name, number):
    mail.outbox.clear()
    family = a_family(camp=f"Camp{name}", reference=f"R{number}")
    family.members.update(given_name=name, family_name=f"von {name}")
    contact = contact_of(family)
    contact.name = name
    contact.save()
    contact.contact_details.filter(kind="phone").update(value=f"+32{number}")
    match = a_match(family)
    a_step(family, milestone="id_card")

    plan(NOON)
    for batch in batches_due(now=NOON):
        deliver_all(
            batch, clock=lambda: NOON, channels={EMAIL: EmailChannel(), "inbox": EmailChannel()}, still_due=still_due
        )

    assert family.municipality
    places = [*family.municipality.names.values(), *match.helper.municipality.names.values()]
    secret = {name, number, family.camp, family.organisation.name, match.helper.volunteer.person.name, *places}
    assert mail.outbox
    for letter in mail.outbox:
        words = f"{letter.subject} {letter.body}"
        assert not [token for token in secret if token in words]
        assert [address for address in letter.to if address in words] == []
