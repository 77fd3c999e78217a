from accounts.models.profile import Profile
from accounts.models.progress import KNOWN_RATINGS, Memory, Rating, Review

__all__ = ["KNOWN_RATINGS", "Memory", "Profile", "Rating", "Review"]
