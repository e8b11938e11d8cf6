"""Send a request as an actor, note everything that comes of it, and put the world back."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property, lru_cache
from typing import Any, Self
from unittest.mock import patch
from urllib.parse import quote, urlencode

from celery.signals import before_task_publish
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, TestCase, override_settings
from django.test.client import ClientHandler
from django.utils.html import escape
from structlog.stdlib import ProcessorFormatter

from tenants import evidence, jobs
from tenants.checks import tenant_models
from tests.isolation.world import TERMS, Actor, World

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    body: Fields = ()
    json: bool = False
    headers: Fields = ()


@dataclass
class Answer:
    """What came of a request: the answer itself, and what else left the building or changed."""

    status: int = 0
    headers: Fields = ()
    body: str = ""
    location: str = ""
    queries: int = 0
    emitted: dict[str, str] = field(default_factory=dict)  # mail, log, message → text
    changed: tuple[str, ...] = ()  # tables of the victim that are not as they were, or what the database refused

    @property
    def opened(self) -> bool:
        """Whether a view did its work, rather than refuse, miss or send to a sign-in page."""
        return self.status < 400 and not re.search(r"/(login|sign-in|reauthenticate)/", self.location)


@dataclass(frozen=True)
class Attack:
    """A request with the victim's identifiers, and the same with identifiers that nobody has."""

    source: str
    route: str
    actor: Actor
    request: Request
    twin: Request
    sent: frozenset[str] = frozenset()  # values that the attacker knows, and that may therefore come back
    model: str = ""

    def __str__(self) -> str:
        body = dict(self.request.body)
        fields = f" {body}" if 0 < len(body) < 6 else f" with {len(body)} fields" if body else ""
        sent = f"{self.request.method} {self.request.url[:160]}{fields}"
        return f"{self.actor.name}: {sent} ({self.source}, {self.route})"


@dataclass(frozen=True)
class Finding:
    kind: str  # canary, header, mail, log, message; written; crash; or one of COMPARED
    attack: Attack
    detail: str
    models: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"[{self.kind}] {self.attack}: {self.detail}"


VOLATILE = [
    (re.compile(pattern), "")
    for pattern in (
        # Quotes may be escaped: some answers carry the page in JSON.
        r'name=\\?"csrfmiddlewaretoken\\?" value=\\?"[^"\\]*',
        r'X-CSRFToken[\\":&quot; ]+\w+',
        r"nonce(=\\?[\"']|-)[\w+/=-]*",
        r"(csrf|session)\w*=[^;]*; expires=[^;]*",  # a fresh cookie is a fresh cookie
        r"Max-Age=[1-9]\d*",  # ... and what is left of a session runs out while we look
        r"(?<!\d)\d{1,2}:\d{2}(:\d{2})?(\.\d{6})?\b",  # the time of day
        r":[\w-]{6}:[\w-]{27,}",  # Django's signature over the time
    )
]
WRITES = ("INSERT", "UPDATE", "DELETE")
# Tables that every visit may touch and that hold no agency's rows.
HOUSEKEEPING = re.compile(r'^\S+ (?:INTO |FROM )?"?(django_session|cache)\b')
LOOKS_LIKE_A_KEY = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b1\d{6}\b|\b[0-9a-f]{64}\b"
)


# Parts in which an answer must equal its twin.
COMPARED: dict[str, Callable[[Answer], str]] = {
    "status": lambda answer: str(answer.status),
    "body": lambda answer: answer.body,
    "headers": lambda answer: str(answer.headers),
    "mails": lambda answer: answer.emitted["mail"],
    "queries": lambda answer: str(answer.queries),
}


class CommitMiddleware:
    """Innermost: what was left for "after commit" is done inside the request, as where a transaction really ends there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return self.get_response(request)


class Runner:
    """``with Runner(world) as runner:`` every answer is taken in a savepoint and rolled back, so that no success can hide
    the next one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.controls: dict[tuple[str, Request], Answer] = {}
        self.sent = 0
        self.reached: set[tuple[str, str, str]] = set()  # route, actor, method
        self._queries = self._writes = 0
        self._log: list[str] = []
        self._messages: list[str] = []
        self._woken: list[Any] = []  # ids of jobs that a worker was woken for
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._depth = len(connection.savepoint_ids)
        for context in (
            override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.{CommitMiddleware.__name__}"]),
            patch.object(evidence, "GOOD_FOR", timedelta()),  # a proof that counts for a while makes the twin cheaper
            connection.execute_wrapper(self._count),
            listening(self._log.append),
            _published(self._note),
            # Jobs ask whether they are inside a transaction; the savepoint that puts the world back is none of theirs.
            patch.object(jobs, "_in_transaction", lambda: len(connection.savepoint_ids) > self._depth),
        ):
            self._open.enter_context(context)
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    # --- One request -------------------------------------------------------------------------------------------------

    def answer(self, actor: Actor, request: Request) -> Answer:
        return self.observe(lambda: self._send(actor, request))

    def visit(self, actor: Actor, request: Request) -> None:
        """As somebody who is at home there. What the visit leaves behind stays, unless it changed a row of theirs."""
        savepoint = transaction.savepoint()
        self._send(actor, request)
        if self.world.victim.fingerprint() == self.world.before:
            transaction.savepoint_commit(savepoint)
        else:
            put_back(savepoint)

    def control(self, actor: Actor, request: Request) -> Answer:
        """As `answer`, remembered: most attacks share their twin with others."""
        key = (actor.name, request)
        if key not in self.controls:
            self.controls[key] = self.answer(actor, request)
        return self.controls[key]

    def observe(self, act: Callable[[], Answer]) -> Answer:
        """Let `act` happen, note what it did, and put the world back."""
        mail.outbox.clear()
        self._log.clear()
        self._messages.clear()
        self._woken.clear()
        self._queries = self._writes = 0
        savepoint = transaction.savepoint()
        try:
            answer = act()
            answer.queries = self._queries
            self._work()
            if self._writes:
                answer.changed = self._changed()
        finally:
            put_back(savepoint)
        answer.emitted = {
            "mail": "\n".join(map(everything_in, mail.outbox)),
            "log": "\n".join(self._log),
            "message": "\n".join(self._messages),
        }
        return answer

    def _work(self) -> None:
        """What a worker does with the jobs that were just sent."""
        while self._woken:
            with TestCase.captureOnCommitCallbacks(execute=True):
                jobs.run(*self._woken.pop(0))

    def _note(self, task: str, body: Any, message: str) -> None:
        self._messages.append(message)
        if task == jobs.RUN_TASK:
            self._woken.append(body[0])

    def _send(self, actor: Actor, request: Request) -> Answer:
        self.sent += 1
        if request.json:
            kind, data = "application/json", json.dumps(dict(request.body))
        else:
            kind, data = "application/x-www-form-urlencoded", urlencode(request.body)
        factory = RequestFactory(SERVER_NAME=actor.host, HTTP_COOKIE=actor.cookie)
        wsgi = factory.generic(request.method, request.url, data, kind, **dict(request.headers))
        response = self.handler(wsgi.environ)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = [(name, value) for name, value in response.headers.items() if name not in ("Date", "Expires")]
        cookies = dict(response.cookies.items())
        if said := cookies.pop("messages", None):  # packed and signed
            headers.append(("messages", " ".join(map(str, CookieStorage(wsgi)._decode(said.value) or []))))
        headers += [("Set-Cookie", morsel.OutputString()) for morsel in cookies.values()]
        text = body.decode("utf-8", "replace")
        return Answer(response.status_code, tuple(headers), text, response.get("Location", ""))

    def _changed(self) -> tuple[str, ...]:
        try:
            after = self.world.victim.fingerprint()
            connection.check_constraints()
        except DatabaseError as error:
            return (f"the database refuses what was written: {error}",)
        return tuple(table for table, rows in after.items() if rows != self.world.before[table])

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip()[:6].upper()
        if verb in WRITES or verb == "SELECT":
            self._queries += 1
            self._writes += verb in WRITES and not HOUSEKEEPING.match(sql)
        return execute(sql, params, many, context)

    # --- The verdict -------------------------------------------------------------------------------------------------

    def judge(self, attack: Attack) -> list[Finding]:
        """Send `attack` and its twin; everything that tells the victim's rows from rows that do not exist."""
        self.reached.add((attack.route, attack.actor.name, attack.request.method))
        if attack.request == attack.twin:
            return self.verdict(attack, self.control(attack.actor, attack.request))
        answer = self.answer(attack.actor, attack.request)
        if answer.status == 405 and attack.request.url == attack.twin.url:
            return self.verdict(attack, answer)  # refused for its method, unread
        twin = self.control(attack.actor, attack.twin)
        found = self.verdict(attack, answer, twin)
        if any(finding.kind in COMPARED for finding in found):
            # Was something only warmed up on the way, or does this page never answer the same twice?
            again = self.controls[attack.actor.name, attack.twin] = self.answer(attack.actor, attack.twin)
            restless = {finding.kind for finding in self.differences(attack, twin, again)} - {"queries"}
            restless |= {"headers"} if "body" in restless else set()  # for the length
            found = [finding for finding in self.verdict(attack, answer, again) if finding.kind not in restless]
        return found

    def verdict(self, attack: Attack, answer: Answer, twin: Answer | None = None) -> list[Finding]:
        found = [Finding(kind, attack, *what) for kind, what in self.disclosed(attack, answer)]
        if answer.changed:  # (c)
            written = ", ".join(answer.changed)
            found.append(Finding("written", attack, written, frozenset({attack.model, *models_named(written)})))
        if answer.status == 500:
            found.append(Finding("crash", attack, answer.emitted["log"][-300:]))
        return [*found, *self.differences(attack, answer, twin)] if twin else found

    def disclosed(self, attack: Attack, answer: Answer) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
        """(a) Marks of the victim in what came back or left the building."""
        places = {"canary": answer.body, "header": str(answer.headers)}
        for kind, text in {**places, **answer.emitted}.items():
            if not self._seen(text):
                continue
            seen = self._seen(_strike(text, echoed(kind, attack.sent))) - attack.actor.may_see
            if seen:
                yield kind, (f"shows {', '.join(sorted(seen))}", frozenset(seen))

    def _seen(self, text: str) -> set[str]:
        texts = {self._by_name.get(name.lower(), name.lower()) for name in self._mark.findall(text)}
        keys = {self.world.marks[key] for key in LOOKS_LIKE_A_KEY.findall(text) if key in self.world.marks}
        return texts | keys

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {label.rpartition(".")[2]: label for label in self.world.victim.rows}

    @cached_property
    def _mark(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.world.victim.mark) + r"-([A-Z]+)", re.IGNORECASE)

    @staticmethod
    def differences(attack: Attack, answer: Answer, twin: Answer) -> Iterator[Finding]:
        """(b) and (d): in status, body, headers, mails or number of queries."""
        sent = attack.sent.union(*TERMS)
        for kind, part in COMPARED.items():
            mine, other = part(answer), part(twin)
            if mine != other and (mine := _strike(mine, sent)) != (other := _strike(other, sent)):
                yield Finding(kind, attack, first_difference(mine, other), frozenset({attack.model}))


def put_back(savepoint: str) -> None:
    """Undo what was done since, and forget the savepoint: thousands inside each other exhaust PostgreSQL's locks."""
    connection.needs_rollback = False
    transaction.savepoint_rollback(savepoint)
    transaction.savepoint_commit(savepoint)


def models_named(text: str) -> set[str]:
    """Labels of the tenant models whose tables `text` names."""
    words = set(re.findall(r"\w+", text))
    return {model._meta.label_lower for model in tenant_models() if model._meta.db_table in words}


def echoed(kind: str, sent: frozenset[str]) -> frozenset[str]:
    """Which of the values sent may come back. Pages and logs repeat any, a mail goes to an address that was typed; a message
    to a worker carries none."""
    return frozenset(
        value for value in sent if kind in ("canary", "header", "log") or (kind == "mail" and "@" in value)
    )


def _strike(text: str, sent: frozenset[str]) -> str:
    """`text` without what differs at every visit and without the values that were sent."""
    text = _lasting(text)
    for form in _forms(sent):
        text = text.replace(form, "#") if len(form) > 4 else re.sub(rf"(\b|(?<=%3D)){re.escape(form)}\b", "#", text)
    return text


# The three below are asked the same again and again: twins are shared, and so are the values that are sent.


@lru_cache(maxsize=64)
def _lasting(text: str) -> str:
    for pattern, replacement in VOLATILE:
        text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=64)
def _forms(sent: frozenset[str]) -> list[str]:
    """Every spelling of the values, longest first, so that none is struck as a part of another."""
    return sorted(frozenset().union(*map(_spelled, sent)), key=len, reverse=True)


@cache
def _spelled(value: str) -> frozenset[str]:
    return frozenset((value, quote(value), quote(value, safe=""), escape(value)))


def first_difference(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 20) : at + 60]!r} against …{other[max(0, at - 20) : at + 60]!r}"


def everything_in(message: Any) -> str:
    parts = (message.recipients(), message.from_email, message.subject, message.body, message.attachments)
    return " ".join(map(str, (*parts, getattr(message, "alternatives", ""))))


# --- What leaves the building ----------------------------------------------------------------------------------------


@contextmanager
def listening(hear: Callable[[str], None]) -> Iterator[None]:
    """Give every log record from INFO up, with its traceback, to `hear` alone."""
    root, handler = logging.getLogger(), logging.Handler()
    formatter = next(h.formatter for h in root.handlers if isinstance(h.formatter, ProcessorFormatter))
    handler.emit = lambda record: hear(formatter.format(record))  # type: ignore[method-assign]
    level, handlers, root.handlers = root.level, root.handlers, [handler]
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.handlers = handlers
        root.setLevel(level)


def _published(hear: Callable[[str, Any, str], None]) -> AbstractContextManager[None]:
    """Give the task, the body and the text of every message for the broker to `hear`, and send none."""

    @contextmanager
    def listen() -> Iterator[None]:
        def note(body: Any, headers: Any, **kwargs: Any) -> None:
            hear(headers["task"], body, f"{body} {headers}")

        before_task_publish.connect(note, weak=False)
        try:
            with patch("kombu.messaging.Producer.publish"):
                yield
        finally:
            before_task_publish.disconnect(note)

    return listen()
