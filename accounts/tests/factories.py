"""The least that is a valid account."""

import factory
from django.contrib.auth.models import User

PASSWORD = "long enough, and not a common one"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    password = factory.django.Password(PASSWORD)
