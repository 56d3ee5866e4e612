"""The languages people read here: codes, names in themselves, direction, and what falls back to what."""

from typing import Final

import django.conf.locale

# Django knows neither Tigrinya nor Dari; without an entry `get_language_info` raises.
django.conf.locale.LANG_INFO |= {
    "ti": {"bidi": False, "code": "ti", "name": "Tigrinya", "name_local": "ትግርኛ"},
    "fa-af": {"bidi": True, "code": "fa-af", "name": "Dari", "name_local": "دری"},
}

LANGUAGES: Final = [
    ("en", "English"),
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("fa-af", "دری"),
    ("ti", "ትግርኛ"),
    ("uk", "Українська"),
]
RIGHT_TO_LEFT: Final = ["ar", "fa", "fa-af"]  # Django asks for the base code
