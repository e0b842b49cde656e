"""Control tables of every project: people, projects, keys, the audit log and the ticker's schedule."""

from aiops.core.models.access import ApiKey, KeyMinute, SignInLink
from aiops.core.models.audit import AuditEntry
from aiops.core.models.boards import Board, Pin
from aiops.core.models.people import User
from aiops.core.models.projects import Membership, Project
from aiops.core.models.saved import SavedView
from aiops.core.models.schedule import Schedule
from aiops.core.models.visits import Visit

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Board",
    "KeyMinute",
    "Membership",
    "Pin",
    "Project",
    "SavedView",
    "Schedule",
    "SignInLink",
    "User",
    "Visit",
]
