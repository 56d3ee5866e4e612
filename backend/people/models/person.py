"""Persons: everybody who can sign in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    """Makes persons."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "Person":
        """Return a new, saved person. Without `password` only codes sign in."""
        person = self.model(email=self.normalize_email(email) if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in: a member of a family, a volunteer, a group member or a member of staff.

    What they may do follows from the rows that point here, never from this one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en", help_text="Language they read, one of settings.LANGUAGES.")
    time_zone = models.CharField(max_length=64, default="Europe/Brussels", help_text="IANA name.")
    is_staff = models.BooleanField(default=False, help_text="Operator of the server; no right follows from it yet.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return str(self.uuid)

    def get_full_name(self) -> str:
        """Return the name (what allauth asks for)."""
        return self.name
