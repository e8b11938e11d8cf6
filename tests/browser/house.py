"""A site of one's own, for tests that stop it, and that look into its database or change it from the side."""

import json
import signal
import subprocess
import sys

from tests.support import work
from tests.support.shell import Shell
from tests.support.site import ROOT, Site, wait_until_up

NEW = """
from campaigns.domain.documents import import_engagement
from tenants import audit
from tenants.models import Agency
from tenants.scope import tenant
with tenant(Agency.objects.get(slug="northwind")):
    print(import_engagement(asked, by=audit.SYSTEM).engagement.public_id)
"""
STORED = """
import json
from campaigns.models import Artifact
from tenants.models import Agency, AuditEntry
from tenants.scope import tenant
with tenant(Agency.objects.get(slug="northwind")):
    artifact = Artifact.objects.get(engagement__public_id=asked["engagement"], kind=asked["kind"])
    entries = AuditEntry.objects.filter(object_id=str(artifact.public_id), action="artifact.edited", actor_kind="member")
    print(json.dumps({"content": artifact.content, "lock": artifact.lock, "status": artifact.status, "entries": entries.count()}))
"""


TURN = """
from campaigns.domain import artifacts, engagements
from campaigns.models import Artifact
from tenants.models import Agency, Membership
from tenants.scope import tenant
with tenant(Agency.objects.get(slug="northwind")):
    artifact = Artifact.objects.get(engagement__public_id=asked["engagement"], kind="intake")
    tomas = Membership.objects.get(user__email="tomas.reyes@northwind.example")
    mara = Membership.objects.filter(user__email="mara.lindqvist@northwind.example")
    {
        "submit": lambda: artifacts.submit(artifact, member=tomas),
        "withdraw": lambda: artifacts.withdraw(artifact, member=tomas),
        "archive": lambda: engagements.archive_engagement(artifact.engagement, by=tomas),
        "viewer": lambda: mara.update(role="viewer"),
        "editor": lambda: mara.update(role="editor"),
    }[asked["turn"]]()
"""


class House:
    """A site that can be stopped and started again, on the same port and with the same data."""

    def __init__(self, site: Site) -> None:
        self.site, self.shell = site, Shell(site.environment)
        self.server: subprocess.Popen[bytes] | None = None
        self.count = 0

    def start(self) -> None:
        self.server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.site.environment)
        wait_until_up(self.site)

    def stop(self) -> None:
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=40)
            self.server = None

    def engagement(self) -> str:
        """A new engagement, all of whose stages are drafts; returns its id."""
        self.count += 1
        document = work.document()
        document["client"] |= {"name": f"Fjord Clinics {self.count}", "contacts": []}
        return self.shell.run(NEW, document)

    def stored(self, engagement: str, kind: str = "intake") -> dict[str, object]:
        found: dict[str, object] = json.loads(self.shell.run(STORED, {"engagement": engagement, "kind": kind}))
        return found

    def turn(self, engagement: str, turn: str) -> None:
        """What somebody else does meanwhile: submit, withdraw, archive, or make Mara a viewer or an editor."""
        self.shell.run(TURN, {"engagement": engagement, "turn": turn})

    def url(self, engagement: str, kind: str = "intake") -> str:
        return self.site.url("northwind", f"/engagements/{engagement}/{kind}/")
