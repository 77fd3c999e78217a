"""The texts in Spanish: all of them, in the compiled file, too."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from questions.templatetags.quizzes import cards, day, points, share

LOCALE = settings.BASE_DIR / "quizsite" / "locale" / "es" / "LC_MESSAGES"

ENTRY = re.compile(r"(?:^|\n)((?:#[^\n]*\n)*)((?:msg\w+(?:\[\d\])? )(?:.|\n)*?)(?=\n\n|\Z)")
FIELD = re.compile(r'^(msg\w+(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.M)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>")


def entries(path: Path) -> list[tuple[str, dict[str, str]]]:
    """(comments, {"msgid": ..., "msgstr[0]": ...}) of each text, the header left out."""
    found = []
    for comments, body in ENTRY.findall(path.read_text()):
        fields = {
            name: "".join(
                re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)
            ).replace('\\"', '"').replace("\\n", "\n")
            for name, quoted in FIELD.findall(body)
        }  # fmt: skip
        if fields["msgid"]:
            found.append((comments, fields))
    return found


@pytest.fixture(scope="module")
def spanish():
    return entries(LOCALE / "django.po")


def test_every_text_is_translated_and_none_is_a_guess(spanish):
    assert len(spanish) > 550
    bare = [fields["msgid"] for _, fields in spanish for name, text in fields.items() if not text]
    guessed = [fields["msgid"] for comments, fields in spanish if "fuzzy" in comments]

    assert bare == []
    assert guessed == []


def test_a_translation_keeps_the_placeholders_and_the_markup(spanish):
    def faults(fields):
        wanted = [set(PLACEHOLDER.findall(fields["msgid"]))]
        if "msgid_plural" in fields:
            wanted.append(set(PLACEHOLDER.findall(fields["msgid_plural"])))
        given = [set(PLACEHOLDER.findall(fields[name])) for name in fields if "msgstr" in name]
        return [found for found in given if found not in wanted]

    assert {fields["msgid"]: bad for _, fields in spanish if (bad := faults(fields))} == {}


def test_the_compiled_file_is_that_of_the_texts(spanish):
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog

    expected = {}
    for _, fields in spanish:
        key = (
            f"{fields['msgctxt']}\x04{fields['msgid']}" if "msgctxt" in fields else fields["msgid"]
        )
        if "msgstr" in fields:
            expected[key] = fields["msgstr"]
        else:
            expected |= {(key, n): fields[f"msgstr[{n}]"] for n in range(3)}

    assert {key: text for key, text in compiled.items() if key} == expected


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 card"), ("en", 0, "0 cards"), ("en", 12_345, "12,345 cards"),
        ("es", 1, "1 tarjeta"), ("es", 0, "0 tarjetas"), ("es", 12_345, "12.345 tarjetas"),
        ("es", 1_000_000, "1.000.000 de tarjetas"),
    ],
)  # fmt: skip
def test_numbers_and_plurals_follow_the_language(language, count, words):

    with translation.override(language):
        assert cards(count).replace("\xa0", ".") == words


@pytest.mark.parametrize(("language", "text"), [("en", "7.5"), ("es", "7,5")])
def test_points_have_the_languages_decimal_sign(language, text):

    with translation.override(language):
        assert points(7.5) == text


@pytest.mark.parametrize(("language", "text"), [("en", "50%"), ("es", "50\xa0%")])
def test_shares_are_written_as_the_language_does(language, text):
    with translation.override(language):
        assert share(50) == text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Nov. 20, 2026"), ("es", "20 de noviembre de 2026")]
)
def test_days_are_written_as_the_language_does(language, text):
    with translation.override(language):
        assert day("2026-11-20") == text
