"""One working copy, of any kind, as an HTML form and back (docs/domain.md §2)."""

import re
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from django.http import QueryDict

from campaigns.content import MODELS, ContentError, FieldSpec, dump, label, parse
from campaigns.content.base import Widget
from campaigns.domain import merging
from campaigns.enums import ArtifactKind
from campaigns.forms import layout
from campaigns.forms.layout import EDITOR, Page, Section, Source, node_id, parent
from campaigns.forms.tree import MAX_NAME, Post, Tree, blank, completed, limit, paths, rows_at

_OP = re.compile(r"(add|suggest|remove|up|down|theirs):([a-z0-9_.\[\]]{1,200})", re.ASCII)
_ROW = re.compile(r"(.+)\[([0-9]{1,6})\]", re.ASCII)
STRANGE = "That button does not fit what is on this page. Nothing was changed."


class Wrong(NamedTuple):
    """A line of the summary on top: the element it leads to, its name, the sentence."""

    id: str
    label: str
    message: str


class ContentForm:
    """Content of `kind` to be edited.

    `focus` is the id of the element to open and to begin at; `sources` say by path where values were drawn from. Nothing here
    raises on what a browser sent: it is kept as typed, and `errors` says what is wrong with it.
    """

    def __init__(
        self,
        kind: ArtifactKind,
        content: Mapping[str, Any],
        *,
        sources: Mapping[str, Source] | None = None,
        focus: str = "",
    ) -> None:
        self.kind = kind
        self.model = MODELS[kind]
        self.sources = sources or {}
        self.focus = focus
        self.is_bound = False
        self.theirs: Mapping[str, str] = {}
        self._stored: Tree = completed(self.model, content)
        self._tree: Tree = deepcopy(self._stored)
        self._refused: dict[str, list[str]] = {}
        self._errors: dict[str, list[str]] | None = None

    @classmethod
    def from_post(
        cls, kind: ArtifactKind, stored: Mapping[str, Any], post: QueryDict, *,
        sources: Mapping[str, Source] | None = None, focus: str = "",
    ) -> "ContentForm":  # fmt: skip
        """What was typed over what is stored. Fields that the POST does not mention stay as stored, and so do those that
        nobody types."""
        form = cls(kind, stored, sources=sources, focus=focus)
        typed = Post(post)
        form._tree = typed.read(form.model, form._tree)
        form._refused = typed.refused
        form.is_bound = True
        return form

    def content(self) -> Tree:
        """JSON-ready content as typed, for `artifacts.edit`. What does not parse is the text that was typed."""
        return self._tree

    @property
    def base(self) -> str:
        """Fingerprint of what is stored, for the page to bring back (`merge`)."""
        return merging.fingerprint(self.kind, self._stored)

    def merge(self, base: str) -> merging.Merged:
        """Put what was typed together with what is stored by now, and show what somebody else wrote beside what clashes."""
        merged = merging.merge(self.kind, self._cleaned(), self._stored, base)
        self._tree, self._errors = merged.content, None
        self.tell_theirs(merged.both)
        return merged

    def tell_theirs(self, paths: Collection[str]) -> None:
        """Show what is stored beside the fields at `paths`, where something else was typed."""
        here = merging.merge(self.kind, self._cleaned(), self._stored, "").both
        self.theirs = merging.in_words(self.kind, parse(self.kind, self._stored), set(paths) & set(here))

    def _cleaned(self) -> Tree:
        """What was typed as it would be stored; as it was typed, where it cannot be."""
        try:
            return dump(parse(self.kind, self._tree))
        except ContentError:
            return self._tree

    @property
    def errors(self) -> dict[str, list[str]]:
        """Sentences by path, the empty path for the whole. Empty for a form that nobody has typed into."""
        if self._errors is None:
            self._errors = {path: list(found) for path, found in self._refused.items()}
            if self.is_bound:
                self._add_errors(self._errors)
        return self._errors

    def _add_errors(self, errors: dict[str, list[str]]) -> None:
        try:
            parse(self.kind, self._tree)
        except ContentError as error:
            for each in error.errors:
                errors.setdefault(each.path, []).append(each.message)

    @property
    def is_valid(self) -> bool:
        return not self.errors

    @property
    def general(self) -> list[str]:
        """Errors that belong to no field."""
        return self._placed(self._shown()).get("", [])

    @property
    def wrong(self) -> list[Wrong]:
        """Errors in the order of the form, each with the element it leads to."""
        shown = self._shown()
        placed = self._placed(shown)
        return [
            Wrong(node_id(path), label(self.model, path), message) for path in shown for message in placed.get(path, ())
        ]

    @property
    def sections(self) -> tuple[Section, ...]:
        placed = self._placed(self._shown())
        return layout.sections(Page(self.kind, self._tree, placed, self.sources, self.focus, self.theirs))

    @property
    def notes(self) -> dict[str, str]:
        """What the page says beside the fields about what is in them, by the id of the element that says it."""
        return layout.notes(self.sections)

    @property
    def shaping(self) -> str:
        """Paths of the fields that open and close others, with spaces between them."""
        names = {name for path, (name, _) in layout.DEPENDENT.items() if path.split(".")[0] in self._tree}
        return " ".join(sorted(names))

    @property
    def is_exclusive(self) -> bool:
        """Whether opening one section closes the others: not while several have something to correct or to compare."""
        return not self.errors and not self.theirs

    def node_id(self, path: str) -> str:
        """The id of the element that shows `path`, or of the nearest above it: where a finding leads to."""
        home = self._home(path[:MAX_NAME], self._shown())
        return node_id(home) if home else EDITOR

    def apply(self, op: str) -> str:
        """Carry out what a row's button asks, on what was typed; return the id to focus, which the form then opens.

        `add:<list>`, `suggest:<list>`, `remove:<row>`, `up:<row>`, `down:<row>`; `theirs:<field>` takes what is stored. What cannot
        be done is said in `errors`.
        """
        match = _OP.fullmatch(op)
        self.focus = self._apply(match[1], match[2]) if match else self._refuse("", STRANGE)
        self._errors = None
        return self.focus

    def _apply(self, verb: str, path: str) -> str:
        if verb == "theirs":
            took = merging.take(self.kind, self._tree, self._stored, path)
            self.theirs = {place: text for place, text in self.theirs.items() if place != path}
            return node_id(path) if took else self._refuse("", STRANGE)
        row = _ROW.fullmatch(path) if verb in ("remove", "up", "down") else None
        place = row[1] if row else path
        found = rows_at(self.model, self._tree, place)
        if found is None or (row is None) != (verb in ("add", "suggest")):
            return self._refuse("", STRANGE)
        spec, rows = found
        if row is None:
            return self._extend(verb, spec, rows, place)
        at = int(row[2])
        to = {"remove": at, "up": at - 1, "down": at + 1}[verb]
        if not (at < len(rows) and 0 <= to < len(rows)):
            return self._refuse(place, STRANGE)
        moved = rows.pop(at)
        if verb == "remove":
            return node_id(f"{place}[{min(at, len(rows) - 1)}]") if rows else node_id(place)
        rows.insert(to, moved)
        at_end = to == (0 if verb == "up" else len(rows) - 1)
        other = {"up": "down", "down": "up"}[verb]
        return f"{node_id(f'{place}[{to}]')}-{other if at_end else verb}"

    def _extend(self, verb: str, spec: FieldSpec, rows: list[Any], path: str) -> str:
        if len(rows) >= limit(spec):
            return self._refuse(path, f"There may be at most {limit(spec)}.")
        if verb == "suggest":
            if rows or not (spec.model and isinstance(spec.suggest, list)):
                return self._refuse(path, STRANGE)
            rows += [completed(spec.model, row) for row in spec.suggest]
            return self._first(f"{path}[0]")
        rows.append(blank(spec.model))
        return self._first(f"{path}[{len(rows) - 1}]")

    def _first(self, row: str) -> str:
        """The first control of a row."""
        below = (path for path in self._shown() if path.startswith(f"{row}."))
        return node_id(next(below, row))

    def _refuse(self, path: str, sentence: str) -> str:
        self._refused.setdefault(path, []).append(sentence)
        return node_id(path) if path else EDITOR

    def _shown(self) -> dict[str, FieldSpec]:
        return dict(paths(self.model, self._tree))

    @staticmethod
    def _home(path: str, shown: Mapping[str, FieldSpec]) -> str:
        while path and path not in shown:
            path = parent(path)
        return path

    def _placed(self, shown: Mapping[str, FieldSpec]) -> dict[str, list[str]]:
        """Errors at the element that shows them; of a list of lines with the number of the line."""
        placed: dict[str, list[str]] = {}
        for path, sentences in self.errors.items():
            home = self._home(path, shown)
            line = _ROW.fullmatch(path)
            is_line = line and line[1] == home and shown[home].widget in (Widget.LINES, Widget.DECIMALS)
            before = f"Line {int(line[2]) + 1}: " if line and is_line else ""
            placed.setdefault(home, []).extend(f"{before}{sentence}" for sentence in sentences)
        return placed
