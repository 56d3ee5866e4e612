"""What only staff is ever refused, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAFF_SENTENCES: Final[dict[str, Promise]] = {
    "weights_invalid": _("Other weights can only be tried: tick “Only try”, and give at least one above zero."),
    "own_cause": _("This is about yourself: somebody else must decide it."),
    "not_cleared": _("Not everything that is asked of this helper is met. Below is what is missing."),
    "on_hold_already": _("This is on hold already."),
    "not_on_hold": _("This is not on hold any more."),
    "family_not_waiting": _("This family is not waiting for a helper now."),
    "scope_too_large": _("There are too many people to look at while you wait. Please start matching instead."),
    "too_many_requests": _(
        "You have looked at many in a short time. Please go on in an hour at the latest; nothing is lost."
    ),
    "volunteers_only": _("This is explained for volunteers only."),
    "not_possible": _("These two cannot be proposed now. Nothing was changed; below is what stands in the way."),
    "person_missing": _("Please say whose document it is."),
    "four_eyes": _("You proposed this pair yourself: a colleague must approve it."),
    "not_asked": _("This is not asked any more. Below is how it stands."),
    "recorded_already": _("This is on record already."),
    "document_missing": _("The document that proves it is missing: it is handed in first."),
    "withdrawn_already": _("This was taken back already."),
    "revoked_already": _("This exemption has ended already."),
    "met_in_future": _("This day has not come yet. Please choose an earlier one."),
    "met_too_long_ago": _("It would have expired by now. Please ask for it anew."),
    "note_missing": _("Please write in the note what you have seen."),
    "ends_too_early": _("Please choose a day after today."),
    "ends_too_late": _("An exemption is for a year at most."),
    "requirement_invalid": _("This cannot be asked like that. Nothing was changed."),
    "suggestion_overtaken": _(
        "Something has changed since this was suggested. Nothing was proposed; please look again."
    ),
    "already_offered": _("This family is offered to somebody already."),
    "hand_over_answered": _("This offer is not open any more."),
    "reference_taken": _("Another family has this case number already. Nothing was changed."),
    "receiver_only": _("This is for the other organisation to say."),
    "sender_only": _("This is for the other organisation to say."),
    "lives_there_already": _("The family lives there already."),
    "municipality_unknown": _("We know no municipality of this name. Please write its name or its code."),
    "municipality_unclear": _(
        "There are several municipalities of this name. Please write the code of the one you mean."
    ),
    "concern_moved_on": _("This cannot be done with the concern as it stands. Below is how it stands."),
    "suspended_already": _("Contact is stopped already."),
    "not_suspended": _("Contact is not stopped."),
    "not_ready": _("Something is still missing. Nothing was changed."),
    "consent_in_the_past": _("That day is over. Nothing was changed."),
    "approve_the_group": _("A sponsor group is approved on its own page. Nothing was changed."),
    "only_they_join": _(
        "Who keeps people safe here joins a group only themselves: then they read no concern about it."
    ),
    "number_taken": _("Another group has this number."),
}
