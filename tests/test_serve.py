"""The processes: one command runs the whole installation, and nothing is left of it when it ends."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from aicmo_site import environment as env
from aicmo_site import processes
from aicmo_site.management.commands import migrate, serve
from tenants.models import Agency
from tests.tenants.test_jobs import database_environment

WEB_NEVER_IMPORTS = (
    "reportlab", "pptx", "pypdfium2", "uharfbuzz", "fontTools", "boto3", "botocore", "gunicorn",
    "celery.worker.consumer", "celery.beat", "celery.apps", "celery.bin",
)  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A bare environment in which everything that is not DATA_DIR is an empty folder `elsewhere`."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(elsewhere),
        "TMPDIR": str(elsewhere),
        "XDG_RUNTIME_DIR": str(elsewhere),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DATA_DIR": str(folder / "data"),
        "JOB_SWEEP_SECONDS": "1",
        "WEB_WORKERS": "1",
        **more,
    }


class Instance:
    """`serve` in `folder`, which is there already if there is something in it to start with."""

    def __init__(self, folder: Path, **more: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.output = (folder / "output").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve"],
            cwd=folder,
            env=environment(folder, PORT=str(self.port), **more),
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def said(self) -> str:
        return (self.folder / "output").read_text()

    def health(self) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/healthz/")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def status(self, host: str) -> int:
        """What the first page answers at `host`."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", "/", headers={"Host": f"{host}:{self.port}"})
            return connection.getresponse().status

    def wait_until_well(self) -> None:
        wait_for(lambda: f"AICMO is at http://localhost:{self.port}/\n" in self.said(), self.said)
        wait_for(lambda: self.health()[0] == 200, self.said)

    def family(self) -> dict[int, str]:
        """Command lines of the instance's processes other than `serve`, by process id: they carry its DATA_DIR."""
        found = {}
        mark = f"DATA_DIR={self.folder / 'data'}\0".encode()
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and mark in (process / "environ").read_bytes():
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        found.pop(self.process.pid, None)
        return found

    def child(self, word: str) -> int:
        """Process id of the direct child whose command line holds `word`."""
        (child,) = [
            pid for pid, command in self.family().items()
            if word in command and f"\nPPid:\t{self.process.pid}\n" in Path(f"/proc/{pid}/status").read_text()
        ]  # fmt: skip
        return child


def wait_for(condition: Callable[[], Any], explain: Callable[[], str], *, within: float = 120) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(explain())


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Callable[..., Instance]]:
    started: list[Instance] = []

    def start(name: str, **more: str) -> Instance:
        started.append(Instance(tmp_path / name, **more))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(timeout=serve.DRAIN + 10)
        one.output.close()


@pytest.fixture
def another_start(
    instance: Callable[..., Instance], with_demo: Callable[[Path], Path], tmp_path: Path
) -> Callable[[str], Instance]:
    """An instance that was started before, and has the demo from then."""

    def start(name: str) -> Instance:
        with_demo(tmp_path / name / "data")
        return instance(name)

    return start


@pytest.mark.sqlite
def test_two_instances_run_side_by_side_write_in_their_own_folder_only_and_end_without_a_trace(
    instance: Callable[..., Instance], another_start: Callable[[str], Instance]
) -> None:
    one, two = instance("one"), another_start("two")
    for running in (one, two):
        running.wait_until_well()
        assert running.health() == (200, {"ok": True, "failing": []})

    one.process.send_signal(signal.SIGTERM)
    assert one.process.wait(timeout=serve.DRAIN) == 0
    assert one.family() == {}
    assert two.health()[0] == 200

    two.process.send_signal(signal.SIGINT)
    assert two.process.wait(timeout=serve.DRAIN) == 0
    for ended in (one, two):
        assert sorted(path.name for path in ended.folder.iterdir()) == ["data", "elsewhere", "output"]
        assert list((ended.folder / "elsewhere").iterdir()) == []
        assert list((ended.folder / "data" / "tmp").iterdir()) == []
        assert "Traceback" not in ended.said()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("at", "number"),
    [("Building Northwind Studio …", signal.SIGTERM), ("Building Citrine & Daughters …", signal.SIGINT)],
)
def test_a_first_start_that_is_interrupted_ends_well_and_the_next_one_goes_on(
    instance: Callable[..., Instance], at: str, number: signal.Signals
) -> None:
    first = instance("one")
    wait_for(lambda: at in first.said(), first.said)
    first.process.send_signal(number)
    assert first.process.wait(timeout=serve.DRAIN) == 0
    assert first.family() == {}
    assert "Traceback" not in first.said()
    assert "AICMO is at" not in first.said()

    shutil.move(first.folder / "data", first.folder.parent / "kept")
    second = instance("two", DATA_DIR=str(first.folder.parent / "kept"))
    second.wait_until_well()
    assert second.status("northwind.localhost") == second.status("citrine.localhost") == 302
    demo = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--json"], cwd=second.folder, text=True,
        env=environment(second.folder, DATA_DIR=str(first.folder.parent / "kept")), capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    agencies = json.loads(demo.stdout)["agencies"]
    assert [(each["slug"], bool(each["engagements"][0]["pack"])) for each in agencies] == [
        ("northwind", True), ("citrine", False),
    ]  # fmt: skip


@pytest.fixture
def empty_database(_fresh_cache: None) -> Iterator[dict[str, str]]:
    """A database with nothing in it, as the variables that name it for each of the three roles. To be asked for before
    `instance`, so that nobody is connected when it is dropped."""
    name = f"aicmo_serve_{os.getpid()}_{time.monotonic_ns()}"
    variables = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield {variable: f"{os.environ[variable].rpartition('/')[0]}/{name}" for variable in variables}
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_owner_migrates_the_app_serves_and_the_owner_does_not(
    empty_database: dict[str, str],
    instance: Callable[..., Instance],
) -> None:
    running = instance("one", **empty_database)
    running.wait_until_well()
    running.process.terminate()
    assert running.process.wait(timeout=serve.DRAIN) == 0

    swapped = {
        "DATABASE_URL": empty_database["DATABASE_OWNER_URL"],
        "DATABASE_OWNER_URL": empty_database["DATABASE_URL"],
    }
    as_owner = instance("two", **{**empty_database, **swapped})
    assert as_owner.process.wait(timeout=30) != 0
    assert "(tenants.E010) The database role aicmo_owner (default) owns tables" in as_owner.said()
    assert as_owner.family() == {}


class Visitor:
    """A browser behind the proxy that ends TLS: sends each cookie back, and the token of the form that it was given."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.page = ""

    def go(self, url: str, **typed: str) -> tuple[int, str, str]:
        """GET, or POST what is typed. Returns status, place sent to, page."""
        address = urlsplit(url)
        token = dict(re.findall(r'name="(csrfmiddlewaretoken)" value="(\w+)"', self.page)[:1]) if typed else {}
        headers = {
            "Host": address.netloc, "X-Forwarded-Proto": "https", "Referer": url,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            path = f"{address.path}?{address.query}".rstrip("?")
            connection.request("POST" if typed else "GET", path, urlencode({**token, **typed}), headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                assert re.search("; secure|max-age=0", cookie, re.I), cookie
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            self.page = answer.read().decode()
            return answer.status, urljoin(url, answer.headers["Location"] or ""), self.page


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_empty_public_installation_opens_its_first_agency_and_lets_its_owner_in(
    empty_database: dict[str, str],
    instance: Callable[..., Instance],
) -> None:
    public = {**empty_database, "DEBUG": "false", "BASE_DOMAIN": "agencies.example"}
    running = instance("one", **public)
    wait_for(lambda: "AICMO is at" in running.said() and running.health()[0] == 200, running.said)
    made = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "create_agency", "elm", "--name", "Elm & Ash",
         "--owner", "ola@elm.example"],
        cwd=running.folder, env=environment(running.folder, **public), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    answer = json.loads(made.stdout)
    assert answer["url"] == "https://elm.agencies.example/"

    owner = Visitor(running.port)
    _, form, _ = owner.go(answer["link"])
    owner.go(form)
    owner.go(form, name="Ola Elm", password1="quiet rosters 2026 elm", password2="quiet rosters 2026 elm")
    owner.go(f"{answer['url']}account/login/")
    owner.go(f"{answer['url']}account/login/", login="ola@elm.example", password="quiet rosters 2026 elm")
    status, _, page = owner.go(answer["url"])
    assert (status, "Elm &amp; Ash" in page) == (200, True)
    assert owner.go(f"{answer['url']}admin/")[0] == 200
    assert owner.go("https://oak.agencies.example/")[0] == 404

    lines = [json.loads(line) for line in running.said().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["event"] == "request_finished" and "/admin/" in line["request"]]
    assert requests
    assert all({"request_id", "agency", "user_id", "timestamp"} <= line.keys() for line in requests)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_command_says_that_a_postgresql_database_has_no_tables_yet(
    empty_database: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--json"],
        cwd=tmp_path, env=environment(tmp_path, **empty_database), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{processes.NO_TABLES}\n")


@pytest.mark.sqlite
@pytest.mark.parametrize("dies", ["celery", "gunicorn"])
def test_when_one_process_dies_the_other_is_ended_and_serve_says_so(
    another_start: Callable[[str], Instance], dies: str
) -> None:
    running = another_start("one")
    running.wait_until_well()
    os.kill(running.child(dies), signal.SIGKILL)
    assert running.process.wait(timeout=serve.DRAIN + 5) == 1
    name = {"celery": "worker", "gunicorn": "web"}[dies]
    assert f"The {name} process ended by itself, so the other was ended too." in running.said()
    assert running.family() == {}


@pytest.mark.sqlite
@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_no_process_outlives_a_serve_that_is_killed(another_start: Callable[[str], Instance]) -> None:
    running = another_start("one")
    running.wait_until_well()
    assert len(running.family()) == 4  # web and its worker, worker and its schedule
    running.process.kill()
    running.process.wait(timeout=5)
    wait_for(lambda: not running.family(), lambda: str(running.family()), within=10)


def test_a_port_that_is_taken_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with override_settings(PORT=port, DEBUG=True), pytest.raises(CommandError, match=f"Port {port} is not free"):
            call_command("serve")


# What a web process has imported after its start, after a page that needs no file, and after a link for a download.
THE_LIFE_OF_A_WEB_PROCESS = """
import json, sys
from wsgiref.util import setup_testing_defaults
from aicmo_site.wsgi import application
from tenants.jobs import _discover
_discover()
imported = [list(sys.modules)]
environ = {"HTTP_HOST": "alder.localhost", "PATH_INFO": "/account/login/"}
setup_testing_defaults(environ)
page = b"".join(application(environ, lambda status, headers: imported.append(status)))
imported[-1] = list(sys.modules) if imported[-1] == "200 OK" and b"Alder" in page else []
from tenants.models import Agency
from tenants.scope import tenant
from tenants.storage import agency_storage
with tenant(Agency.objects.get()):
    agency_storage().url("report.pdf", filename="report.pdf")
print(json.dumps([*imported, list(sys.modules)]))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bucket", [{}, {"STORAGE_URL": "s3://key:secret@127.0.0.1:9/packs?region=eu-1"}])
def test_the_web_process_does_not_load_what_only_workers_need_nor_a_bucket_before_it_is_asked_for_a_file(
    tmp_path: Path, alder: Agency, bucket: dict[str, str]
) -> None:
    variables = {**environment(tmp_path), **database_environment(), **bucket}
    done = subprocess.run(
        [sys.executable, "-c", THE_LIFE_OF_A_WEB_PROCESS],
        cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    at_start, after_a_page, after_a_link = json.loads(done.stdout)
    assert "django.core.handlers.wsgi" in at_start
    assert "tenants.views" in after_a_page
    for loaded in (at_start, after_a_page):
        assert [
            name for name in loaded if f"{name}.".startswith(tuple(f"{never}." for never in WEB_NEVER_IMPORTS))
        ] == []
    assert ("boto3" in after_a_link) == bool(bucket)


@pytest.mark.parametrize(
    ("server", "arguments"),
    [
        ("web", ["gunicorn", "-c", "python:aicmo_site.gunicorn", "aicmo_site.wsgi"]),
        ("worker", ["celery", "-A", "aicmo_site", "worker"]),
    ],
)
def test_web_and_worker_started_alone_refuse_a_database_without_walls(
    tmp_path: Path, server: str, arguments: list[str]
) -> None:
    # Any failed check will do; this one needs no PostgreSQL.
    (tmp_path / "sitecustomize.py").write_text(
        "from django.core.checks import Error, register\n"
        "register(lambda **kwargs: [Error('The wall has a hole.', id='tests.E001')], 'database')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False,
        env=environment(tmp_path, PORT=str(free_port()), PYTHONPATH=str(tmp_path)),
    )  # fmt: skip
    assert done.returncode != 0
    assert "The wall has a hole." in done.stderr


def test_a_failed_check_ends_the_process_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [Error("The wall has a hole.", id="tests.E001")]
    monkeypatch.setattr("django.core.checks.run_checks", lambda **kwargs: faults)
    with pytest.raises(SystemExit, match="The wall has a hole"):
        processes.refuse_without_walls()
    faults.clear()
    processes.refuse_without_walls()


@pytest.mark.parametrize(("aliases", "expected"), [(["default"], "default"), (["default", "owner"], "owner")])
def test_migrate_works_as_the_owner_where_there_is_one(
    aliases: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATABASES", dict.fromkeys(aliases))
    parser = migrate.Command().create_parser("manage.py", "migrate")
    assert parser.parse_args([]).database == expected
    assert parser.parse_args(["--database", "default"]).database == "default"


@pytest.mark.parametrize(
    ("url", "kind"),
    [("filesystem://localhost", "filesystem"), ("rediss://r:6379/0", "redis"), ("amqp://u:p@h//", "amqp")],
)
def test_a_broker_url_is_read(url: str, kind: str) -> None:
    assert env.broker_kind(url) == kind


def test_an_unknown_broker_stops_the_start() -> None:
    with pytest.raises(env.ImproperlyConfigured, match="BROKER_URL begins with “sqs”"):
        env.broker_kind("sqs://")
