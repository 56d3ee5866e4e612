"""Meetings, check-ins, the contact log and concerns: one module for each."""

from backend.care.models.check_in import CheckIn, CheckInAnswer
from backend.care.models.concern import Concern, ConcernEvent, ConcernNote, ConcernRead
from backend.care.models.contact_log import ContactLogEntry
from backend.care.models.meeting import Meeting

__all__ = [
    "CheckIn",
    "CheckInAnswer",
    "Concern",
    "ConcernEvent",
    "ConcernNote",
    "ConcernRead",
    "ContactLogEntry",
    "Meeting",
]
