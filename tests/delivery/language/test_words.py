"""Every word a pack adds is there in every language we ship, is used, and is the only one that is spoken."""

import datetime as dt
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import delivery
from campaigns import content
from campaigns.content import fields
from campaigns.content.base import Part
from campaigns.content.execution import Review
from campaigns.content.strategy import Measurement, ReviewCadence
from campaigns.enums import ArtifactKind, Choice
from campaigns.forms.frame import LOCALE_HELP
from delivery.compose.values import label, title
from delivery.language import LANGUAGES, English, language, speaking, wording
from tenants.models import Role

OTHERS = [code for code in LANGUAGES if code != "en"]
INHERITED = {"titles", "choices", "roles", "title", "choice", "role", "count", "week_heading", "trend_alt"}
"""Tables and how they are asked, as English has these words in the models; and what has no words of its own."""
ALIKE = {
    # names, addresses and signs, and what German or Greek has taken over
    "de": {
        *("parting", "digest", "plan", "reserve", "start", "version", "decided"),
        *("Website", "Budget", "PDF", "Text", "Problem", "Reserve", "Name", "Format", "Link", "Hashtags", "Phase"),
        *("utm_campaign", "utm_source", "utm_medium", "utm_content", "Team", "Form", "Dashboard", "Tests"),
        *("Service", "Slack", "SMS", "Linear", "SHA-256"),
    },
    "el": {
        *("digest", "decided"),
        *(
            "PDF",
            "Hashtags",
            "utm_campaign",
            "utm_source",
            "utm_medium",
            "utm_content",
            "Carousel",
            "Slack",
            "SMS",
            "SHA-256",
        ),
    },
}
"""What is the same as in English, and meant to be."""


def own_words() -> list[str]:
    """The names of everything that English says itself."""
    return [name for name in vars(English) if not name.startswith("_") and name not in INHERITED]


def models() -> list[type[Part]]:
    """Every content model whose fields a pack may show."""
    found: list[type[Part]] = []

    def walk(model: type[Part]) -> None:
        if model not in found:
            found.append(model)
            for spec in fields(model):
                if spec.model and not spec.internal:
                    walk(spec.model)

    for model in content.MODELS.values():
        walk(model)
    return found


def titles() -> dict[str, set[str]]:
    """Title in English → the fields that have it, as `Model.field`."""
    found = defaultdict(set)
    for model in models():
        for spec in fields(model):
            if not spec.internal:
                found[spec.title].add(f"{model.__name__}.{spec.name}")
    return found


def choices() -> Iterator[Choice]:
    for model in models():
        for spec in fields(model):
            if not spec.internal:
                for kind in kinds_of_choice(model.model_fields[spec.name].annotation):
                    yield from kind


def kinds_of_choice(annotation: object) -> Iterator[type[Choice]]:
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        yield annotation
    for inner in get_args(annotation):
        yield from kinds_of_choice(inner)


# Nothing is missing


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_and_sentence_of_english_is_there(code: str) -> None:
    assert [name for name in own_words() if name not in vars(LANGUAGES[code])] == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_title_of_a_field_and_every_choice_is_there(code: str) -> None:
    spoken = LANGUAGES[code]
    untitled = [title for title, names in titles().items() if title not in spoken.titles and names - set(spoken.titles)]
    assert untitled == []
    assert [f"{choice!r}" for choice in choices() if choice.label not in spoken.choices] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_role_and_member_has_its_words(code: str) -> None:
    spoken = LANGUAGES[code]
    assert set(spoken.kinds) == set(ArtifactKind)
    assert set(spoken.members) == set(English.members)
    assert set(spoken.checks) == set(English.checks)
    if code != "en":
        assert set(spoken.roles) == set(Role.values)
        assert set(getattr(spoken, "findings", {})) == set(English.checks)


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_the_same_as_in_english_is_meant_to_be(code: str) -> None:
    spoken = LANGUAGES[code]
    words = {name: getattr(spoken, name) for name in own_words() if isinstance(getattr(spoken, name), str)}
    alike = {name for name, said in words.items() if said == getattr(English, name)}
    alike |= {title for title, said in {**spoken.titles, **spoken.choices}.items() if title == said}
    alike |= {name for name, (one, other) in sentences(code).items() if one == other}
    assert alike == ALIKE[code]


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_is_left_half_in_english(code: str) -> None:
    both = [[set(re.findall(r"[^\W\d]{4,}", text)) for text in pair] for pair in sentences(code).values()]
    alike = {"Version"} if code == "de" else set()  # a German word too
    assert set().union(*(here & english for here, english in both)) - {"monitoring"} == alike


def sentences(code: str) -> dict[str, tuple[str, str]]:
    """What every method says that makes words, here and in English, of the same arguments."""
    here, english, said = language(code), language("en"), {}
    for name in own_words():
        method = getattr(here, name)
        if callable(method) and name not in ("counted", "count"):
            arguments = list(map(example, inspect.signature(method).parameters.values()))
            named = {"passed": True} if name == "finding" else {}
            arguments = arguments[: len(arguments) - len(named)]
            said[name] = method(*arguments, **named), getattr(english, name)(*arguments, **named)
    return said


def example(parameter: inspect.Parameter) -> object:
    """A value of the parameter's type that no language would change, and of which no sentence makes one thing only."""
    if parameter.name == "kind":
        return "monitoring"
    if parameter.name == "key":
        return "qc_ok"
    if parameter.name == "status":
        return "PASS"
    annotation = str(parameter.annotation)
    if "tuple" in annotation:
        return (1, None) if parameter.name == "before" else (2, 3)
    if "date" in annotation:
        return dt.date(2026, 3, 2)
    if "int" in annotation:
        return {"last": 5, "most": 9}.get(parameter.name, 3)
    return 0.5 if "float" in annotation else "X"


# Nothing is there for nobody


@pytest.mark.parametrize("code", OTHERS)
def test_every_entry_of_a_table_is_used(code: str) -> None:
    spoken, known = LANGUAGES[code], titles()
    fallbacks = {title for title, names in known.items() if names - set(spoken.titles)}
    keys = fallbacks | {name for names in known.values() for name in names}
    assert [entry for entry in spoken.titles if entry not in keys] == []
    labels = {choice.label for choice in choices()} | {f"{type(one).__name__}.{one.name}" for one in choices()}
    assert [entry for entry in spoken.choices if entry not in labels] == []


def test_every_word_of_english_is_said_somewhere() -> None:
    folder = Path(delivery.__file__).parent
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in folder.rglob("*.py")
        if path.parent.name != "language" or path.name == "formats.py"
    )
    english = (folder / "language" / "english.py").read_text(encoding="utf-8")
    unsaid = [
        name
        for name in own_words()
        if not re.search(rf'\.{name}\b|Chapter\(\s*"{name}"', code) and not re.search(rf"self\.{name}\b", english)
    ]
    assert unsaid == []


# What is spoken


def test_a_field_can_have_words_of_its_own() -> None:
    review, cadence = Review, Measurement
    with speaking("de-DE"):
        assert (title(review, "name"), title(cadence, "review_cadence")) == ("Prüftermin", "Überprüfung")
        assert label(ReviewCadence.WEEKLY) == "Wöchentlich"
    assert title(review, "name") == "Review"


def test_a_language_that_we_do_not_ship_is_english_with_the_figures_of_its_region() -> None:
    norwegian = language("nb-NO")
    assert norwegian.contents == "Contents"
    assert norwegian.number(186000) == "186\u00a0000"


def test_the_language_is_spoken_only_while_it_is_asked_for() -> None:
    with speaking("el-GR"):
        with speaking("de-DE"):
            assert wording().contents == "Inhalt"
        assert wording().contents == "Περιεχόμενα"
    assert wording().contents == "Contents"


def test_the_form_of_a_client_names_every_language_that_packs_speak() -> None:
    assert [name for name in ("English", "German", "Greek") if name not in LOCALE_HELP] == []
    assert len(LANGUAGES) == 3


# Grammar


@pytest.mark.parametrize(
    ("code", "sentences"),
    {
        "en": [
            "One step until 4 May 2026. It needs you.",
            "Five steps. One of them needs you.",
            "13 steps. All of them need you.",
            "One week, no publications.",
        ],
        "de": [
            "Ein Schritt bis zum 4. Mai 2026. Dafür brauchen wir Sie.",
            "Fünf Schritte. Für einen davon brauchen wir Sie.",
            "13 Schritte. Für alle brauchen wir Sie.",
            "Eine Woche, keine Veröffentlichungen.",
        ],
        "el": [
            "Ένα βήμα έως τις 4 Μαΐου 2026. Γι’ αυτό χρειαζόμαστε εσάς.",
            "Πέντε βήματα. Για ένα από αυτά χρειαζόμαστε εσάς.",
            "13 βήματα. Για όλα χρειαζόμαστε εσάς.",
            "Μία εβδομάδα, καμία δημοσίευση.",
        ],
    }.items(),
)
def test_counts_are_said_as_the_language_says_them(code: str, sentences: list[str]) -> None:
    spoken = language(code)
    assert sentences == [
        spoken.steps_standfirst(1, dt.date(2026, 5, 4), 1),
        spoken.steps_standfirst(5, None, 1),
        spoken.steps_standfirst(13, None, 13),
        spoken.plan_standfirst(1, 0, 0),
    ]


def test_reviews_and_assets_have_their_own_gender() -> None:
    german, greek = language("de"), language("el")
    assert [german.plan_standfirst(4, 3, count) for count in (1, 3)] == [
        "Vier Wochen, drei Veröffentlichungen, ein Prüftermin.",
        "Vier Wochen, drei Veröffentlichungen, drei Prüftermine.",
    ]
    assert [greek.plan_standfirst(4, 3, count) for count in (1, 3)] == [
        "Τέσσερις εβδομάδες, τρεις δημοσιεύσεις, ένας έλεγχος.",
        "Τέσσερις εβδομάδες, τρεις δημοσιεύσεις, τρεις έλεγχοι.",
    ]
    assert [german.assets(1), german.assets(4)] == ["Ein Werbemittel", "Vier Werbemittel"]
    assert [greek.assets(1), greek.assets(4)] == ["Ένα δημιουργικό", "Τέσσερα δημιουργικά"]
