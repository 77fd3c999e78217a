"""What a second of study adds to the recall at an interview. Pure, and in plain numbers.

Stabilities and times are in days, gains in recall (0 to 1) per second.
"""

from accounts.domain import scheduling
from accounts.domain.scheduling import recall_after

# What a card costs, in seconds, before a person's own times are known.
SECONDS_NEW, SECONDS_PASS, SECONDS_FAIL = 60, 20, 40
# A new card with its second look, if it was not known at all.
SECONDS_MET = 67

# The numbers below were tuned by bench/simulate_learning.py on learners other than those
# it reports; docs/adr/0012-the-plan.md says how.

# Who forgets faster than FSRS's average loses more than who forgets slower gains, so the
# plan reckons with a steeper curve: the decay of FSRS-4.5, not FSRS-6's 0.15.
CAUTIOUS = (*scheduling.DEFAULT_PARAMETERS[:20], 0.5)
# Shares of Again, Hard, Good and Easy when a card is met.
FIRST_RATINGS = (0.27, 0.10, 0.47, 0.16)
# Recall per second (0.0012: 2.4 points for a pass). Early reviews must bring more than
# late ones, whose effect nothing comes after; it falls with the square of the days left.
LEAST_GAIN = 0.0012
LEAST_GAIN_AT_END = 0.0002
# Before this share of its stability has gone by a card is too fresh: the same review adds
# more some days later. So many days before the interview it comes all the same:
# two, and a quarter for its morning.
FRESH = 0.2
NEVER_FRESH_WITHIN = 2.25


def gain(stability: float, difficulty: float, *, elapsed: float, left: float) -> float:
    """What a second spent on reviewing a card now adds to its recall at the interview.

    `stability`, `elapsed` (since the last review) and `left` (until the interview) are days.
    The expected recall after a review that is passed or failed with today's
    probability, less the recall without it, over the expected seconds.
    """
    # The session may begin an hour earlier than yesterday's: it is a day all the same.
    elapsed = max(1.0, elapsed)
    recall = recall_after(elapsed, stability=stability, parameters=CAUTIOUS)
    passed, failed = scheduling.stabilities_after(
        stability=stability, difficulty=difficulty, recall=recall, parameters=CAUTIOUS
    )
    reviewed = recall * recall_after(left, stability=passed, parameters=CAUTIOUS)
    reviewed += (1 - recall) * recall_after(left, stability=failed, parameters=CAUTIOUS)
    without = recall_after(elapsed + left, stability=stability, parameters=CAUTIOUS)
    return (reviewed - without) / review_seconds(recall)


def review_seconds(recall: float) -> float:
    """What a review is expected to take; a failed card comes back once more on the day."""
    return recall * SECONDS_PASS + (1 - recall) * (SECONDS_FAIL + SECONDS_PASS)


def new_gain(left: float) -> float:
    """The same for meeting a new card `left` days before: its recall then over its seconds."""
    recall = sum(
        share * recall_after(left, stability=stability, parameters=CAUTIOUS)
        for share, stability in zip(FIRST_RATINGS, scheduling.DEFAULT_PARAMETERS, strict=False)
    )
    return recall / SECONDS_MET


def least_gain(left: float) -> float:
    """The gain a second below which a review, so many days before, is not worth the minutes."""
    return min(LEAST_GAIN, LEAST_GAIN_AT_END * left * left)


def is_fresh(stability: float, *, elapsed: float, left: float) -> bool:
    """Whether the last review is so near that waiting gains more; all in days."""
    return elapsed < FRESH * stability and left > NEVER_FRESH_WITHIN
