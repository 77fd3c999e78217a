"""The form with which an export is imported, for pages that have another form of their own."""

from django import template

from accounts.forms import ImportForm

register = template.Library()


@register.simple_tag
def import_form() -> ImportForm:
    return ImportForm()
