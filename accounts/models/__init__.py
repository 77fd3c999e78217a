from accounts.models.heirs import Heir
from accounts.models.notes import Note
from accounts.models.profile import Profile
from accounts.models.progress import (
    LEECH_LAPSES,
    STEPPING,
    Memory,
    MemoryQuerySet,
    Phase,
    PointMemory,
    StudyDay,
    awake,
)
from accounts.models.reviews import KNOWN_RATINGS, Parameters, Rating, Review

__all__ = [
    "KNOWN_RATINGS",
    "LEECH_LAPSES",
    "STEPPING",
    "Heir",
    "Memory",
    "MemoryQuerySet",
    "Note",
    "Parameters",
    "Phase",
    "PointMemory",
    "Profile",
    "Rating",
    "Review",
    "StudyDay",
    "awake",
]
