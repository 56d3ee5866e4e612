"""The ways to bring a message to a person. Each is one module; they know no domain and keep no state."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from notifications.channels.email import EmailChannel
from notifications.channels.inbox import InboxChannel
from notifications.channels.port import Channel, Letter, SendFailed

INBOX: Final = "inbox"
EMAIL: Final = "email"

CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType({INBOX: InboxChannel(), EMAIL: EmailChannel()})

__all__ = ["CHANNELS", "EMAIL", "INBOX", "Channel", "Letter", "SendFailed"]
