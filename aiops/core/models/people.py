from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by e-mail; without a password only a one-time link lets them in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractUser):
    """A person, known by e-mail address. What they may do in a project is their Membership; a superuser may all."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(unique=True)
    session_epoch = models.PositiveIntegerField(default=0)  # part of every session's hash: raising it ends them all
    last_project = models.ForeignKey("core.Project", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.email.partition("@")[0]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends a session whose hash no longer fits: after a change of password, and here of the epoch too."""
        base = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return salted_hmac("aiops.core.session", f"{base}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def end_all_sessions(self) -> None:
        """Signs this person out everywhere, on the next request of each session."""
        User.objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])
