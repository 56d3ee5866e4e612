"""The shared taxonomy: codes for needs, skills, interests, languages, checks. Texts go through gettext.

Codes are stored; they are only ever added, never renamed. A need is covered by the skill of the same code.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    FEMALE = "female", _("woman")
    MALE = "male", _("man")
    OTHER = "other", _("other")


class GenderWish(models.TextChoices):
    """The wish about the other side's contact person."""

    ANY = "any", _("no wish")
    FEMALE = "female", _("a woman")
    MALE = "male", _("a man")


class CefrLevel(models.IntegerChoices):
    """Common European Framework of Reference for Languages, global scale (Council of Europe, 2001)."""

    A1 = 1, "A1"
    A2 = 2, "A2"
    B1 = 3, "B1"
    B2 = 4, "B2"
    C1 = 5, "C1"
    C2 = 6, "C2"


ADULT_AGE: Final = 18
SENIOR_AGE: Final = 65


class ProtectionClass(models.TextChoices):
    """UNHCR's resettlement submission categories (UNHCR Resettlement Handbook, chapter 3)."""

    LEGAL_PHYSICAL = "legal_physical", _("legal and physical protection needs")
    VIOLENCE_TORTURE = "violence_torture", _("survivors of violence or torture")
    MEDICAL = "medical", _("medical needs")
    WOMEN_GIRLS_AT_RISK = "women_girls_at_risk", _("women and girls at risk")
    FAMILY_REUNIFICATION = "family_reunification", _("restoring family unity")
    CHILDREN_AT_RISK = "children_at_risk", _("children and adolescents at risk")
    NO_ALTERNATIVE = "no_alternative", _("no foreseeable alternative durable solutions")


# Smaller is served first. Our default, for each organisation to judge: danger now, then those who cannot
# wait for care or are alone, then all others. The handbook ranks urgency per case, not per category.
PROTECTION_RANK: Final[dict[str, int]] = {
    ProtectionClass.LEGAL_PHYSICAL: 0,
    ProtectionClass.CHILDREN_AT_RISK: 0,
    ProtectionClass.WOMEN_GIRLS_AT_RISK: 0,
    ProtectionClass.MEDICAL: 1,
    ProtectionClass.VIOLENCE_TORTURE: 1,
    ProtectionClass.FAMILY_REUNIFICATION: 2,
    ProtectionClass.NO_ALTERNATIVE: 2,
}

NEEDS: Final[dict[str, Promise]] = {
    "language_practice": _("practising the language"),
    "housing_search": _("finding a home"),
    "job_search": _("finding work"),
    "diploma_recognition": _("having a diploma recognised"),
    "school_support": _("help with school"),
    "administration": _("letters and forms"),
    "health_care": _("finding a doctor"),
    "childcare": _("looking after children"),
    "transport": _("getting around"),
    "social_contact": _("meeting people"),
    "digital": _("phone and computer"),
    "trauma_support": _("someone who understands trauma"),
}

# Needs that tell what somebody has been through. They never enter the fit, whose reasons both sides read (even a
# count would tell); what such a need asks of a helper is a certificate, which is a hard rule and says nothing.
DISCREET_NEEDS: Final = frozenset({"trauma_support"})

INTERESTS: Final[dict[str, Promise]] = {
    "cooking": _("cooking"),
    "football": _("football"),
    "music": _("music"),
    "gardening": _("gardening"),
    "crafts": _("crafts"),
    "walking": _("walking"),
    "cycling": _("cycling"),
    "reading": _("reading"),
    "games": _("games"),
    "faith": _("faith"),
    "art": _("art"),
    "swimming": _("swimming"),
}

# Household traits: of a family as its members make it, of a helper as they tell it.
HOUSEHOLD: Final[dict[str, Promise]] = {
    "children_0_5": _("children up to 5"),
    "children_6_11": _("children from 6 to 11"),
    "children_12_17": _("children from 12 to 17"),
    "single_parent": _("one parent with children"),
    "senior": _("someone over 65"),
}

CERTIFICATES: Final[dict[str, Promise]] = {
    "trauma": _("trained to support people with trauma"),
    "minors": _("trained to work with children"),
    "sign_language": _("sign language"),
}

REQUIREMENTS: Final[dict[str, Promise]] = {
    "code_of_conduct": _("code of conduct signed"),
    "identity": _("identity checked"),
    "criminal_record": _("extract from the criminal record"),
    "references": _("two references"),
    "intake": _("first interview"),
    "training": _("training"),
}

# Code → BCP 47 tag under which CLDR (Babel) names the language. `prs` is Dari.
LANGUAGES: Final[dict[str, str]] = {
    "ar": "ar",
    "prs": "fa-AF",
    "fa": "fa",
    "ps": "ps",
    "ti": "ti",
    "am": "am",
    "so": "so",
    "sw": "sw",
    "ln": "ln",
    "rw": "rw",
    "ku": "ku",
    "ckb": "ckb",
    "tr": "tr",
    "uk": "uk",
    "ru": "ru",
    "ur": "ur",
    "es": "es",
    "pt": "pt",
    "de": "de",
    "fr": "fr",
    "nl": "nl",
    "en": "en",
}

DAY_PARTS: Final[tuple[str, ...]] = ("morning", "afternoon", "evening")
WEEKDAYS: Final[tuple[str, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOTS: Final[tuple[str, ...]] = tuple(f"{day}_{part}" for day in WEEKDAYS for part in DAY_PARTS)


def bits(codes: Iterable[str], of: Sequence[str]) -> int:
    """Return the mask of `codes`: bit i stands for the i-th of `of`. Raises ValueError for an unknown code."""
    mask = 0
    for code in codes:
        mask |= 1 << of.index(code)
    return mask


def codes(mask: int, of: Sequence[str]) -> list[str]:
    """Return the codes whose bits are set in `mask`, in the order of `of`."""
    return [code for bit, code in enumerate(of) if mask >> bit & 1]
