from collections.abc import Callable
from time import perf_counter

import pytest

from campaigns.qc.text import for_us_only, is_email, is_website, phrase_in, placeholder, platform_key, unfilled


@pytest.mark.parametrize(
    "text",
    [
        "nordlys.example",
        "https://www.nordlys.example",
        "http://de.clinics.nordlys.example/start?x=1#y",
        "shop.example.co.uk",
        "example.com:8080",
        "bücher.example",
        "xn--e1afmkfd.xn--p1ai",
        "none",
        "NONE",
    ],
)
def test_a_website_is_accepted(text: str) -> None:
    assert is_website(text)


@pytest.mark.parametrize(
    "text",
    [
        "nordlys",
        "http://localhost",
        "192.168.0.1",
        "www.example.com page",
        "-x.example",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_no_browser_opens_is_refused(text: str) -> None:
    assert not is_website(text)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("ada@nordlys.example", True),
        ("a.b+c@mail.nordlys.co.uk", True),
        ("ada@nordlys", False),
        ("ada nordlys.example", False),
        ("ada@nordlys.example, bob@nordlys.example", False),
        ("@nordlys.example", False),
    ],
)
def test_an_address_is_one_address(text: str, *, accepted: bool) -> None:
    assert is_email(text) is accepted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TBD", "TBD"),
        ("The price is tbd until May.", "tbd"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
        ("see [insert name]", "[insert name]"),
        ("Dear {{ first_name }},", "{{ first_name }}"),
        ("TODO: ask Ada", "TODO"),
        ("todo", "todo"),
        ("N/A", "N/A"),
        ("Fill in.", "Fill in."),
        ("to be defined", "to be defined"),
        ("Price: TO BE CONFIRMED BY CLIENT", "TO BE CONFIRMED"),
        ("Dear [Client name],", "[Client name]"),
        ("by <insert date>", "<insert date>"),
        ("xxx", "xxx"),
        ("???", "???"),
    ],
)
def test_a_placeholder_is_found(text: str, found: str) -> None:
    assert placeholder(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Clinics fill in forms.",
        "Para todo el mundo",
        "Outbound and stubdom",
        "Size XXXL",
        "[1] and [link](x)",
        "[Brand guidelines](https://nordlys.example)",
        "The date is to be decided at Review 1.",
        "a <b> and c > d",
        "<b>bold</b>",
        "none",
        "",
    ],
)
def test_everyday_words_are_no_placeholders(text: str) -> None:
    assert placeholder(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {client},", "{client}"),
        ("Dear {first name}, from {sender.company}", "{first name}"),
        ("${total} and %(x)s", "{total}"),
        ("The price is TBD", "TBD"),
        ("{Søren}", "{Søren}"),
        ('{"a": 1} and {1, 2} and {}', None),
        ("f(x) { return x; }", None),
        ("a { b } c", None),
        ("Clinics fill in forms.", None),
    ],
)
def test_a_name_in_braces_is_still_to_be_filled_in(text: str, found: str | None) -> None:
    assert unfilled(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DRAFT, for Ada", "DRAFT"),
        ("A first draft.", "draft"),
        ("Strictly confidential", "confidential"),
        ("Internal: ask Bo about the margin", "Internal"),
        ("For internal use only", "internal use"),
        ("Please do not share.", "do not share"),
        ("not for the client", "not for the client"),
        ("WIP", "WIP"),
        ("Draftsman GmbH is drafting the drafts", None),
        ("An overdraft, overdrafts and confidentiality", None),
        ("Internal champions decide, internally", None),
        ("Swipe", None),
        ("Do share. Not for clientele", None),
    ],
)
def test_a_word_that_is_not_for_clients_is_found_as_a_whole_word_only(text: str, found: str | None) -> None:
    assert for_us_only(text) == found


def test_a_forbidden_phrase_counts_as_whole_words_only() -> None:
    assert phrase_in("An AI-First method", ["best", "ai-first"]) == "ai-first"
    assert phrase_in("The bestseller", ["best"]) is None
    assert phrase_in("C++ is here", ["c++"]) == "c++"


@pytest.mark.parametrize(("name", "key"), [("X", "x"), ("Twitter/X", "x"), ("twitter", "x"), (" LinkedIn", "linkedin")])
def test_a_platform_has_one_key_whatever_it_is_called(name: str, key: str) -> None:
    assert platform_key(name) == key


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (placeholder, "[your" * 20_000),
        (placeholder, "{{" * 50_000),
        (placeholder, "<your" * 20_000),
        (unfilled, "{a." * 30_000),
        (unfilled, "{" + "a " * 50_000),
        (for_us_only, "do not " * 15_000),
        (is_website, "a." * 50_000),
        (is_website, "a" * 100_000),
        (is_email, "a@" + "a." * 50_000),
        (is_email, "a" * 100_000),
    ],
)
def test_hostile_text_takes_linear_time(look: Callable[[str], object], text: str) -> None:
    began = perf_counter()
    look(text)
    assert perf_counter() - began < 2
