"""From the text of one cell to a value. Each reader raises Unreadable with a code of `report.TEXTS`."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, TypeVar

import phonenumbers
from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from backend.people.vocabulary import LANGUAGES, REQUIREMENTS, SLOTS, CefrLevel, bits

Value = TypeVar("Value")
_NO_COUNTRIES: Final = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # CLDR's groups, outlying places, test codes
_YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Unreadable(ValueError):
    """The cell cannot be read: `code` says why, `facts` fill its text."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def text(limit: int) -> Callable[[str], str]:
    """Return a reader of text in Unicode's composed form, with at most `limit` letters."""

    def read(cell: str) -> str:
        composed = unicodedata.normalize("NFC", cell)
        if any(unicodedata.category(sign) == "Cc" for sign in composed):
            raise Unreadable("control_character")
        if len(composed) > limit:
            raise Unreadable("too_long", limit=limit)
        return composed

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `low` to `high`."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", cell) or not low <= int(cell) <= high:
            raise Unreadable("not_a_number", low=low, high=high)
        return int(cell)

    return read


def day(cell: str) -> date:
    """Return the date that the cell names in ISO 8601 (2026-03-31)."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            pass
    raise Unreadable("not_a_date")


def yes_no(cell: str) -> bool:
    """Return whether the cell says yes."""
    try:
        return _YES[cell.lower()]
    except KeyError:
        raise Unreadable("not_yes_or_no") from None


def one_of(known: Collection[str]) -> Callable[[str], str]:
    """Return a reader of one code of `known`, in whatever case."""
    canonical = {code.lower(): code for code in known}

    def read(cell: str) -> str:
        return _known(cell, 1, canonical)

    return read


def many_of(known: Collection[str]) -> Callable[[str], list[str]]:
    """Return a reader of codes of `known`, separated by spaces, in the order of `known`."""
    canonical = {code.lower(): code for code in known}
    order = {code: place for place, code in enumerate(known)}

    def read(cell: str) -> list[str]:
        found = [_known(word, number, canonical) for number, word in enumerate(cell.split(), start=1)]
        _once(found)
        return sorted(found, key=order.__getitem__)

    return read


def slots(cell: str) -> int:
    """Return the mask of the half days that the cell names (mon_evening sat_morning)."""
    return bits(many_of(SLOTS)(cell), SLOTS)


def languages(cell: str) -> dict[str, int]:
    """Return the CEFR level by language of a cell such as "ar:C2 en:A2"."""
    return _pairs(cell, LANGUAGES, lambda level: CefrLevel[level.upper()].value, "not_a_language_level")


def checks(cell: str) -> dict[str, date]:
    """Return the day by requirement of a cell such as "identity:2026-01-10 training:2026-02-01"."""
    return _pairs(cell, REQUIREMENTS, day, "not_a_check")


def country(cell: str) -> str:
    """Return the ISO 3166-1 alpha-2 code that the cell holds; XX stands for stateless."""
    code = cell.upper()
    if code not in _countries():
        raise Unreadable("not_a_country")
    return code


def email(cell: str) -> str:
    """Return the address in lower case, as persons sign in with it."""
    address = cell.lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Unreadable("not_an_email") from None
    if len(address) > 240:
        raise Unreadable("too_long", limit=240)
    return address


def phone(cell: str) -> str:
    """Return the number in international form; it must begin with + and the code of a country."""
    try:
        number = phonenumbers.parse(cell)
    except phonenumbers.NumberParseException:
        raise Unreadable("not_a_phone") from None
    if not phonenumbers.is_possible_number(number):
        raise Unreadable("not_a_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def nearest(word: str, known: Collection[str]) -> str:
    """Return up to three of `known` that are spelled like `word`, separated by commas."""
    return ", ".join(get_close_matches(word[:40].lower(), known, n=3, cutoff=0.6))


def _known(word: str, number: int, canonical: dict[str, str]) -> str:
    code = canonical.get(word.lower())
    if code is None:
        raise Unreadable("unknown_code", word=number, nearest=nearest(word, canonical))
    return code


def _once(found: list[str]) -> None:
    for number, code in enumerate(found, start=1):
        if code in found[: number - 1]:
            raise Unreadable("code_twice", word=number)


def _pairs(cell: str, known: Collection[str], read: Callable[[str], Value], wrong: str) -> dict[str, Value]:
    canonical = {code.lower(): code for code in known}
    found: dict[str, Value] = {}
    for number, word in enumerate(cell.split(), start=1):
        left, _, right = word.partition(":")
        code = _known(left, number, canonical)
        if code in found:
            raise Unreadable("code_twice", word=number)
        try:
            found[code] = read(right)
        except (KeyError, Unreadable):
            raise Unreadable(wrong, word=number) from None
    return found


@cache
def _countries() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if re.fullmatch(r"[A-Z]{2}", code)) - _NO_COUNTRIES | {"XX"}
