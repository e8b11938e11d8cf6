"""Asking a tool that nobody here wrote."""

import shutil
import subprocess
from pathlib import Path


def run(*command: str, cwd: Path, stdin: bytes = b"") -> str:
    """Standard output of a foreign tool that must be installed and must be content."""
    assert shutil.which(command[0]), f"{command[0]} is not installed; make judge installs it where it may."
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return done.stdout.decode(errors="replace")


def slides(folder: Path) -> Path:
    """The deck as LibreOffice shows it: a PDF, one page a slide."""
    profile = f"-env:UserInstallation=file://{folder.parent}/office"
    run("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", "..", "deck.pptx", cwd=folder)
    return folder.parent / "deck.pdf"
