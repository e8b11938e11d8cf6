"""Attacks, generated from what the product itself declares: URLconfs, admin registries, the forms on its pages.

Every attack carries the victim's identifiers and has a twin with identifiers that nobody has; the two must be answered alike.
Nothing here names a view: a new route is attacked because it is in the URLconf, a new model because it is in the registry.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_plus, urlencode, urljoin, urlsplit

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from tenants.checks import tenant_models
from tests.isolation.routes import Route, routes
from tests.isolation.runner import Attack, Fields, Request, Runner
from tests.isolation.world import TERMS, Actor, Slot, World
from tests.support.cast import PASSWORD

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# Own identifiers tried at one route before it counts as closed (doors open at the tenth at the latest), and the victim's there.
ENOUGH_TRIES, LAST_TRIES = 12, 1
OUTRANKED = {"admin", "editor", "viewer", "both"}  # what opens for them opens for the owner, who knocks for them

# Parameters that follow from another one's row rather than name a row of their own: name → value for a model label.
FOLLOWING: dict[str, Callable[[str], str]] = {
    "content_type_id": lambda label: str(ContentType.objects.get_for_model(apps.get_model(label)).pk),
}

Values = Mapping[Slot, str]
Aim = tuple[tuple[str, Slot | str], ...]  # parameter → the slot that fills it, or a plain word


# --- Finding the doors -----------------------------------------------------------------------------------------------


@dataclass
class Door:
    """A route, the slots that open it with one's own identifiers, and for whom it opened."""

    route: Route
    aims: list[Aim] = field(default_factory=list)
    opener: str = ""  # the first actor who was let in, and who tries everything; the others try each method
    opened_for: dict[str, str] = field(default_factory=dict)  # actor → the address that opened


@dataclass
class Siege:
    """All attacks by some actors at one surface (the agency's host or the base host)."""

    world: World
    runner: Runner
    actors: list[Actor]
    known_routes: frozenset[Any] = frozenset()  # callbacks that another siege attacks
    methods: tuple[str, ...] = METHODS

    def warm(self) -> None:
        """The victim goes about at home before anybody attacks, so that whatever is cached for them is there to be
        stolen."""
        visitor = self.world.neighbour
        for route in self.routes if self.actors[0].surface == "agency" else ():
            for aim in itertools.islice(self.aims(route), 3):
                if url := self.url(route, aim, self.world.victim.values):
                    self.runner.visit(visitor, Request("GET", url))

    @cached_property
    def scouts(self) -> list[Actor]:
        surface = self.actors[0].surface
        return [a for a in self.world.actors.values() if a.surface == surface and a.name not in OUTRANKED]

    @cached_property
    def routes(self) -> list[Route]:
        return [route for route in routes(self.actors[0].urlconf) if route.callback not in self.known_routes]

    @cached_property
    def doors(self) -> list[Door]:
        self.warm()
        return [self.door(route) for route in self.routes]

    def attacks(self, sources: Iterable["Source"] = ()) -> Iterator[Attack]:
        for source in sources or SOURCES:
            for actor in self.actors:
                yield from source(self, actor)

    # --- Which identifiers does a route take? ------------------------------------------------------------------------

    def door(self, route: Route) -> Door:
        """Knock with one's own identifiers, likeliest first, until somebody is let in."""
        door = Door(route)
        for aim in itertools.islice(self.aims(route), ENOUGH_TRIES):
            door.opener = next((actor.name for actor in self.scouts if self._knock(door, actor, aim)), "")
            if door.opener:
                door.aims = [aim, *(kin for kin in self._kin(route, aim) if kin != aim)]
                for actor in self.actors:
                    self._knock(door, actor, aim)
                break
        return door

    def _knock(self, door: Door, actor: Actor, aim: Aim) -> bool:
        url = self.url(door.route, aim, self.world.own.values)
        if url is None:
            return False
        answer = self.runner.control(actor, Request("GET", url))
        if answer.status == 405:
            answer = self.runner.control(actor, Request("POST", url))
        if answer.opened:
            door.opened_for[actor.name] = url
        return answer.opened

    def aims(self, route: Route) -> Iterator[Aim]:
        """Ways to fill the route's parameters from one's own rows, likeliest first."""
        choices = []
        for param in route.params:
            words = route.vocabulary.get(param)
            slots = sorted(self.world.own.values, key=lambda slot: -likeness(route, param, slot))
            likely = [slot for slot in slots if likeness(route, param, slot) > 1]
            choices.append(words or ([""] if param in FOLLOWING else likely or slots))
        for values in itertools.product(*choices):
            aim = self._follow(tuple(zip(route.params, values, strict=True)))
            if self.url(route, aim, self.world.own.values):
                yield aim

    def _kin(self, route: Route, aim: Aim) -> Iterator[Aim]:
        """The same models by their other identifiers, and the route's other words."""
        choices = []
        for param, value in aim:
            if isinstance(value, tuple):
                choices.append([slot for slot in self.world.own.values if slot[0] == value[0]])
            else:
                choices.append(list(route.vocabulary.get(param, (value,))))
        for values in itertools.product(*choices):
            candidate = self._follow(tuple(zip(route.params, values, strict=True)))
            if self.url(route, candidate, self.world.own.values):
                yield candidate

    @staticmethod
    def _follow(aim: Aim) -> Aim:
        labels = [value[0] for _, value in aim if isinstance(value, tuple) and value[0] != "file"]
        label = labels[0] if labels else "tenants.agency"
        return tuple((param, FOLLOWING[param](label) if param in FOLLOWING else value) for param, value in aim)

    def url(self, route: Route, aim: Aim, values: Values, theirs: Iterable[str] | None = None) -> str | None:
        """The address with `values`; with `theirs`, only those parameters take them and the others one's own."""
        return route.url({param: self._value(param, value, values, theirs) for param, value in aim})

    def _value(self, param: str, value: Slot | str, values: Values, theirs: Iterable[str] | None) -> str:
        if isinstance(value, str):
            return value
        return values[value] if theirs is None or param in theirs else self.world.own.values[value]

    def foreign(self, actor: Actor, aim: Aim) -> Aim:
        """`aim`, with a tenant row in the place of a shared one that the actor sees rightly."""
        return tuple(
            (param, ("tenants.job", "pk") if isinstance(value, tuple) and value[0] in actor.may_see else value)
            for param, value in aim
        )

    # --- The two of an attack ----------------------------------------------------------------------------------------

    def attack(self, source: str, route: str, actor: Actor, theirs: Request, twin: Request, model: str) -> Attack:
        """With the values that go into it: an echo of those tells nothing."""
        spelled = f"{unquote_plus(theirs.url)} {theirs.body} {unquote_plus(twin.url)} {twin.body}"
        sent = frozenset(value for value in self.known if value in spelled)
        return Attack(source, route, actor, theirs, twin, sent, model)

    @cached_property
    def known(self) -> frozenset[str]:
        """Whatever attacks send, on both sides."""
        values = self.world.victim.values.items()
        return frozenset(itertools.chain.from_iterable((value, self.world.missing[slot]) for slot, value in values))

    def slots(self, actor: Actor) -> list[Slot]:
        return [slot for slot in self.world.victim.values if slot[0] not in actor.may_see]


def likeness(route: Route, param: str, slot: Slot) -> int:
    """How well a slot fits a parameter by name alone: its model in the parameter's name, its kind, its model in the path, most of
    all right before the parameter."""
    model, kind = slot[0].rpartition(".")[2], slot[1]
    words = re.split(r"[/_-]", route.template)
    before = route.template.partition(f"%({param})s")[0].rstrip("/").rpartition("/")[2]
    in_path = 2 * (model in words or f"{model}s" in words) + (before in (model, f"{model}s"))
    return 4 * (model in param) + 3 * (kind == param) + in_path


# --- Attacks by path, query string, body -----------------------------------------------------------------------------


def by_path(siege: Siege, actor: Actor) -> Iterator[Attack]:
    """The victim's identifiers in the address, by every method; unsafe methods carry them in the body as well."""
    world = siege.world
    for door in siege.doors:
        route, thorough = door.route, actor.name == door.opener
        at_the_door = (
            not actor.cookie and actor.name in door.opened_for
        )  # signing in and the like is a stranger's business
        aims = [siege.foreign(actor, aim) for aim in door.aims or itertools.islice(siege.aims(route), LAST_TRIES)]
        for aim in aims if thorough else aims[:1]:
            model = next((value[0] for _, value in aim if isinstance(value, tuple)), "")
            slots = [param for param, value in aim if isinstance(value, tuple)]
            for theirs in subsets(slots):
                url = siege.url(route, aim, world.victim.values, theirs)
                twin = siege.url(route, aim, world.missing, theirs)
                if url is None or twin is None:
                    continue
                for method in siege.methods if aim == aims[0] else ("GET", "POST"):
                    for mine, other in bodies(siege, actor, method, model, thorough=thorough or at_the_door):
                        json = method in ("PUT", "PATCH", "DELETE")
                        request = Request(method, url, mine, json)
                        # HEAD and OPTIONS go the way of GET, which is compared.
                        alike = request if method in ("HEAD", "OPTIONS") else Request(method, twin, other, json)
                        yield siege.attack("path", route.name, actor, request, alike, model)


def subsets(params: list[str]) -> Iterable[tuple[str, ...]]:
    """Which parameters are the victim's, the others being one's own: one at a time, some, all; nothing if there are none."""
    sizes = range(1, len(params) + 1) if params else (0,)
    return itertools.chain.from_iterable(itertools.combinations(params, size) for size in sizes)


def bodies(siege: Siege, actor: Actor, method: str, model: str, *, thorough: bool) -> Iterator[tuple[Fields, Fields]]:
    """Bodies that name the victim's rows under every name a careless view might read."""
    if method in ("GET", "HEAD", "OPTIONS"):
        yield (), ()
        return
    for kind in (
        ("pk", "public_id") if thorough and method == "POST" else ("pk",) if method == "POST" else ("public_id",)
    ):
        names = careless_names(siege, actor, kind, model)
        mine, other = (
            (*named(names, values), ("post", "yes"), ("password", PASSWORD))
            for values in (siege.world.victim.values, siege.world.missing)
        )
        yield mine, other


def careless_names(siege: Siege, actor: Actor, kind: str, model: str = "") -> dict[str, Slot]:
    """Field name → slot: foreign keys by both their names, models by theirs, and the usual words for "this one"."""
    have = set(siege.slots(actor))

    def slot(label: str) -> Slot | None:
        return next((s for s in ((label, kind), (label, "pk")) if s in have), None)

    names: dict[str, Slot | None] = {}
    for each in tenant_models():
        label = each._meta.label_lower
        names |= {each._meta.model_name: slot(label), f"{each._meta.model_name}_id": slot(label)}
        for key in each._meta.concrete_fields:
            if key.is_relation:
                target = slot(key.related_model._meta.label_lower)
                names |= {key.name: target, key.attname: target}
    if this := slot(model or "tenants.job"):
        names |= dict.fromkeys(("id", "pk", "public_id", "object_id", "ids", "selected", "_selected_action"), this)
    # Of somebody who was invited and has not come yet, and of somebody who has signed in before.
    if (email := ("tenants.user", "email" if kind == "pk" else "verified_email")) in have:
        names |= dict.fromkeys(("email", "login", "to"), email)
    return {name: found for name, found in names.items() if found}


def named(names: Mapping[str, Slot], values: Values) -> Fields:
    return tuple((name, values[slot]) for name, slot in names.items())


def searches(term: str) -> Fields:
    return tuple((name, term) for name in ("q", "search", "term"))


def by_query(siege: Siege, actor: Actor) -> Iterator[Attack]:
    """The victim's identifiers in the query string of every page that opens."""
    for door in siege.doors:
        url = door.opened_for.get(actor.name)
        if url is None:
            continue
        for kind in ("public_id", "pk") if actor.name == door.opener else ("pk",):
            names = careless_names(siege, actor, kind)
            mine, twin = (
                Request("GET", f"{url}?{urlencode([*named(names, values), *searches(term)])}")
                for values, term in zip((siege.world.victim.values, siege.world.missing), TERMS[1], strict=True)
            )
            yield siege.attack("query", door.route.name, actor, mine, twin, "")


# --- Attacks through the forms on the pages --------------------------------------------------------------------------


@dataclass
class Form:
    action: str = ""
    method: str = "GET"
    fields: dict[str, str] = field(default_factory=dict)
    pointers: set[str] = field(default_factory=set)  # fields that choose or carry something: select, hidden, radio
    addresses: set[str] = field(default_factory=set)  # fields that name a person by e-mail
    more: list[tuple[str, str]] = field(default_factory=list)  # further values of a field that has several

    @property
    def filled(self) -> dict[str, str]:
        """As somebody sends it who writes a word wherever there is room."""
        return {name: value or ("" if name in self.pointers else "words") for name, value in self.fields.items()}


class Forms(HTMLParser):
    """The forms of a page with the values that a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""), said.get("method", "get").upper())
            self.found.append(self._open)
        if self._open is None:
            return
        name, value, kind = said.get("name", ""), said.get("value", ""), said.get("type", "text")
        if tag == "option" and self._select and (value or "selected" in said):
            if "selected" in said or not self._open.fields[self._select]:
                self._open.fields[self._select] = value
        elif not name or name == "csrfmiddlewaretoken":
            return
        elif tag in ("select", "textarea", "input", "button"):
            self._select = name if tag == "select" else ""
            if tag == "select" or kind in ("hidden", "radio", "checkbox"):
                self._open.pointers.add(name)
            if kind == "email":
                self._open.addresses.add(name)
            if name not in self._open.fields:
                self._open.fields[name] = value
            elif kind == "hidden" or "checked" in said:
                self._open.more.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def by_form(siege: Siege, actor: Actor) -> Iterator[Attack]:
    """Each form of each page that opens, filled as the page fills it, with the victim's identifiers in one field at a time
    and with another agency smuggled in."""
    seen = set()
    for door in siege.doors:
        page = door.opened_for.get(actor.name)
        if page is None:
            continue
        for form in Forms(siege.runner.control(actor, Request("GET", page)).body).found:
            url = urlsplit(urljoin(page, form.action))
            known = (url.path, form.method, *sorted(form.fields))
            if url.netloc or known in seen:
                continue
            seen.add(known)
            for changes, model in changed_fields(siege, actor, form):
                mine, twin = (
                    form.fields | dict(named(changes, values))
                    for values in (siege.world.victim.values, siege.world.missing)
                )
                yield siege.attack(
                    "form", door.route.name, actor, submit(form, url.path, mine), submit(form, url.path, twin), model
                )


def submit(form: Form, path: str, fields: Mapping[str, str]) -> Request:
    if form.method == "GET":
        return Request("GET", f"{path}?{urlencode(fields)}")
    return Request(form.method, path, tuple(fields.items()))


def changed_fields(siege: Siege, actor: Actor, form: Form) -> Iterator[tuple[dict[str, Slot], str]]:
    have = set(siege.slots(actor))
    own = {value: slot for slot, value in siege.world.own.values.items() if slot in have}
    for name, value in form.fields.items():
        targets = {own[value]} if value in own else set()
        if name in form.pointers or name.endswith(("_id", "_ids")):
            likely = {slot for slot in have if likeness_of_field(name, slot)}
            targets |= likely or {slot for slot in have if slot[1] == "pk" and not value}
        if name in form.addresses:
            targets |= {slot for slot in have if slot[1] in ("email", "verified_email")}
        for slot in sorted(targets):
            yield {name: slot}, slot[0]
    for kind in ("pk", "public_id", "slug"):
        if (slot := ("tenants.agency", kind)) in have:
            yield {"agency": slot, "agency_id": slot}, "tenants.agency"


def likeness_of_field(name: str, slot: Slot) -> bool:
    model = slot[0].rpartition(".")[2]
    return slot[1] in ("pk", "public_id") and model in name.replace("_", "")


def by_page(siege: Siege, actor: Actor) -> Iterator[Attack]:
    """The forms on the victim's own pages, should one open: whoever reads it can send what it offers."""
    values, nobody = siege.world.victim.values, siege.world.missing
    for door in siege.doors:
        if actor.name not in door.opened_for:
            continue
        aim = siege.foreign(actor, door.aims[0])
        slots = [value for _, value in aim if isinstance(value, tuple)]
        url = siege.url(door.route, aim, values) if slots else None
        page = siege.runner.control(actor, Request("GET", url)) if url else None
        if page is None or not page.opened:
            continue
        for form in Forms(page.body).found:
            theirs = submit(form, urlsplit(urljoin(url, form.action)).path, form.filled)
            theirs = replace(theirs, body=(*theirs.body, *form.more))
            twin = theirs
            for slot in slots:
                twin = respelled(twin, values[slot], nobody[slot])
            if twin != theirs:
                yield siege.attack("page", door.route.name, actor, theirs, twin, slots[0][0])


def respelled(request: Request, old: str, new: str) -> Request:
    body = tuple((name, value.replace(old, new)) for name, value in request.body)
    return replace(request, url=request.url.replace(old, new), body=body)


# --- Attacks on the admin registries ---------------------------------------------------------------------------------


def by_admin(siege: Siege, actor: Actor) -> Iterator[Attack]:
    """Lists by filter, search, order and look-ups across relations, actions on foreign rows, autocomplete."""
    for site, name in admin_sites(siege):
        for admin in site._registry.values():
            list_name = f"{name}:{admin.opts.app_label}_{admin.opts.model_name}_changelist"
            url = reverse(list_name, actor.urlconf)
            opener = next((door.opener for door in siege.doors if door.route.name == list_name), "")
            if not siege.runner.control(actor, Request("GET", url)).opened:
                continue  # by_path has knocked
            if actor.name == opener:
                yield from _lookups(siege, actor, admin, list_name, url)
            yield from _actions(siege, actor, admin, list_name, url)
            yield from _autocomplete(siege, actor, admin, f"{name}:autocomplete")


def admin_sites(siege: Siege) -> Iterator[tuple[AdminSite, str]]:
    """The sites mounted here, with their namespaces: an admin site marks its own views."""
    for route in siege.routes:
        if route.name.endswith(":index") and hasattr(route.callback, "admin_site"):
            yield route.callback.admin_site, route.name.removesuffix(":index")


def _lookups(siege: Siege, actor: Actor, admin: ModelAdmin, name: str, url: str) -> Iterator[Attack]:
    label = admin.opts.label_lower
    plain = (("o", "1.-2.3"), ("all", ""), ("p", "2"), ("e", "1"), ("_to_field", "id"), ("_popup", "1"))
    tries = [(name, value, value) for name, value in plain]
    if label not in actor.may_see:
        tries.append(("q", *TERMS[1]))
    for path, column in columns(admin.model):
        slot = (column.model._meta.label_lower, "pk" if column.primary_key else column.name)
        if slot[0] in actor.may_see:
            continue
        if slot in siege.world.victim.values:
            mine, other = siege.world.victim.values[slot], siege.world.missing[slot]
            tries += [(path, mine, other), (f"{path}__in", mine, other)]
        elif isinstance(column, models.CharField | models.TextField):
            tries.append((f"{path}__startswith", *TERMS[0]))
    for key, mine, other in tries:
        yield siege.attack(
            "admin list", name, actor, Request("GET", f"{url}?{urlencode({key: mine})}"),
            Request("GET", f"{url}?{urlencode({key: other})}"), label,
        )  # fmt: skip


def columns(model: type[models.Model]) -> Iterator[tuple[str, models.Field]]:
    """``path, column`` of the model and of what it is related to, forwards and backwards, two steps away; of text columns the
    first only, since one is as good an oracle as another."""
    paths: list[tuple[str, type[models.Model], int]] = [("", model, 0)]
    while paths:
        prefix, here, depth = paths.pop()
        text = 0
        for column in here._meta.get_fields():
            if column.is_relation:
                if depth < 2 and column.related_model and not column.hidden:
                    paths.append((f"{prefix}{column.name}__", column.related_model, depth + 1))
            elif column.primary_key or column.name in ("public_id", "slug", "number", "version", "host", "email"):
                yield prefix + column.name, column
            elif isinstance(column, models.CharField | models.TextField) and not column.choices:
                text += 1
                if text == 1:
                    yield prefix + column.name, column


ACTION = (("post", "yes"), ("index", "0"))


def _actions(siege: Siege, actor: Actor, admin: ModelAdmin, name: str, url: str) -> Iterator[Attack]:
    label = admin.opts.label_lower
    if label in actor.may_see:
        return
    for action in declared_actions(admin):
        for kind in ("pk", "public_id"):
            if (slot := (label, kind)) not in siege.world.victim.values:
                continue
            for across in ("0", "1"):
                mine, twin = (
                    Request(
                        "POST", url, (*ACTION, ("action", action), ("_selected_action", key), ("select_across", across))
                    )
                    for key in (siege.world.victim.values[slot], siege.world.missing[slot])
                )
                yield siege.attack("admin action", name, actor, mine, twin, label)


def declared_actions(admin: ModelAdmin) -> list[str]:
    """Names of the actions of an admin, whoever may run them, and Django's own in case it came back."""
    if admin.actions is None:
        return ["delete_selected"]
    return sorted({name for _, name, _ in admin._get_base_actions()} | {"delete_selected"})


def _autocomplete(siege: Siege, actor: Actor, admin: ModelAdmin, name: str) -> Iterator[Attack]:
    for key in admin.opts.get_fields():
        if not (key.many_to_one or key.one_to_one or key.many_to_many):
            continue
        if key.related_model._meta.label_lower in actor.may_see:
            continue
        for mine, twin in (TERMS[1], ("", "")):
            about = {"app_label": admin.opts.app_label, "model_name": admin.opts.model_name, "field_name": key.name}
            url = reverse(name, actor.urlconf)
            asked, alike = (Request("GET", f"{url}?{urlencode({**about, 'term': term})}") for term in (mine, twin))
            yield siege.attack("admin autocomplete", name, actor, asked, alike, admin.opts.label_lower)


Source = Callable[[Siege, Actor], Iterator[Attack]]
SOURCES: list[Source] = [by_path, by_query, by_form, by_page, by_admin]
