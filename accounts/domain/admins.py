"""The admin account that the operator owns: made once, reset at any time."""

import secrets

from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.db import transaction

USERNAME = "admin"
# Nothing that looks like something else: no 0 and o, no 1, i and l.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# Four groups of five out of 31 signs: 99 bits, and still fit for copying by hand.
GROUPS, GROUP_LENGTH = 4, 5


def make_first(*, username: str) -> str | None:
    """Make the superuser of a new installation and return its password.

    None, and nothing done, when there is a superuser already or when somebody
    else bears the name: taking it from them is for `reset` to do.
    """
    if User.objects.filter(is_superuser=True).exists():
        return None
    if User.objects.filter(username=username).exists():
        return None
    return reset(username=username)


@transaction.atomic
def reset(*, username: str) -> str:
    """Make the superuser, or open an existing account anew; return its new password.

    The password is random and stored only as a hash: show it, it is not seen
    again. Raises ValidationError when `username` can't be a user's name.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    user = user or User(username=username)
    user.is_active = user.is_staff = user.is_superuser = True
    password = new_password()
    user.set_password(password)
    user.clean_fields()
    user.save()
    # Who was locked out for guessing the old one may come in with the new one.
    AccessAttempt.objects.filter(username=username).delete()
    return password


def new_password() -> str:
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def notice(*, username: str, password: str) -> str:
    """The two lines that the operator reads, once."""
    return f"Admin name: {username}\nPassword:   {password}\n"
