"""What the frame around every page needs."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def current(context: Any, name: str, section: str = "") -> str | SafeString:
    """Mark a link to the view `name` as the page itself, or as the section it is in.

    section: names of the views below it, separated by spaces.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match else ""
    if here != name and here not in section.split():
        return ""
    return format_html(' aria-current="{}"', "page" if here == name else "true")
