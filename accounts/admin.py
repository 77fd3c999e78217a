"""Accounts in the admin: Django's own users, with their profile."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from accounts.models import Profile

admin.site.unregister(User)


class ProfileInline(admin.StackedInline):
    model = Profile
    can_delete = False


@admin.register(User)
class AccountAdmin(UserAdmin):
    inlines = (ProfileInline,)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        # A new account gets its profile by itself.
        return super().get_inline_instances(request, obj) if obj else []
