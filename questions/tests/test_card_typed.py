"""What the typed cards accept and refuse, in the spellings that people use."""

import pytest

from questions.domain import publishing, scoring
from questions.tests.test_cards import CARDS

TYPED = {card.origin: card for card in CARDS if card.form == "typed"}

# origin: (accepted, refused)
SPELLINGS: dict[str, tuple[list[str], list[str]]] = {
    "fs-13": (
        [
            "CAC",
            "cac",
            "C A C",
            "C, A, C",
            "C,A,C",
            "C -> A -> C",
            '"CAC"',
            "'CAC'",
            "  CAC ",
            "`CAC`",
            "“CAC”",
        ],
        ["CABC", "BCABC", "BCAC", "AC", "CA", "CACB", "CBAC", "C", "CAB", "BCA", "CACC", "C,A"],
    ),
    "web-02": (
        ["ACB", "acb", "A C B", "A, C, B", "A,C,B", "A -> C -> B", "A → C → B", '"ACB"', "a, c, b"],
        ["AAA", "DDD", "AAB", "ACA", "ABC", "DCB", "DDB", "CCB", "ACD", "BCA", "A, A, A", "AC"],
    ),
    "web-18": (
        ["ABDC", "abdc", "A B D C", "A, B, D, C", "A,B,D,C", "A -> B -> D -> C", "A→B→D→C"],
        [
            "AB",
            "ABCD",
            "ABECD",
            "ABEDC",
            "BADC",
            "BACD",
            "ABE",
            "BA",
            "ABD",
            "A, B, C, D",
            "DCBA",
            "ABDCE",
            "[]",
        ],
    ),
    "web-21": (
        [
            "profile",
            "Profile",
            " profile ",
            "`profile`",
            "'profile'",
            "profile()",
            "the profile view",
            "views.profile",
            "“profile”",
        ],
        [
            "create",
            "search",
            "by_id",
            "create()",
            "profile, create",
            "none",
            "404",
            "profile or create",
            "s/<str:name>/",
            "new",
            "the create view",
        ],
    ),
    "web-40": (
        [
            "shop.show_cart",
            '"shop.show_cart"',
            "'shop.show_cart'",
            "`shop.show_cart`",
            'url_for("shop.show_cart")',
            "url_for('shop.show_cart')",
            "  shop.show_cart ",
            "“shop.show_cart”",
            "{{ url_for('shop.show_cart') }}",
        ],
        [
            "show_cart",
            "store.show_cart",
            "/store/cart",
            "pages.show_cart",
            ".show_cart",
            "shop.cart",
            "/cart",
            "cart",
            "shop",
            "store/cart",
            "shop:show_cart",
            "shop.show_cart()",
            "shop/show_cart",
            "url_for('show_cart')",
        ],
    ),
}
CASES = [
    (origin, typed, points)
    for origin, spellings in SPELLINGS.items()
    for points, list_ in zip((1.0, 0.0), spellings, strict=True)
    for typed in list_
]


def test_every_typed_card_is_tried_with_five_spellings_and_five_errors():
    assert SPELLINGS.keys() == TYPED.keys()
    assert all(len(right) >= 5 and len(wrong) >= 5 for right, wrong in SPELLINGS.values())


@pytest.mark.parametrize(("origin", "typed", "points"), CASES)
def test_spelling_counts_as_it_should(origin: str, typed: str, points: float):
    document = publishing.render_document(TYPED[origin], topic_name="")

    assert scoring.points(document, typed) == points


def test_at_least_fourteen_cards_ask_for_more_than_one_choice():
    assert sum(card.form != "single" for card in CARDS) >= 14
