"""Asking a tool that nobody here wrote."""

import os
import shutil
import subprocess
from pathlib import Path

from delivery import fonts

TWINS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>
<alias binding="same"><family>Calibri</family><accept><family>Carlito</family></accept></alias>
<alias binding="same"><family>Georgia</family><accept><family>Gelasio</family></accept></alias>
</fontconfig>"""
"""The faces of Office are not free; these are as wide, letter by letter."""


def run(*command: str, cwd: Path, stdin: bytes = b"", **environment: str) -> str:
    """Standard output of a foreign tool that must be installed and must be content."""
    assert shutil.which(command[0]), f"{command[0]} is not installed; make judge installs it where it may."
    surroundings = {**os.environ, **environment}
    done = subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, timeout=300, check=False, env=surroundings
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return done.stdout.decode(errors="replace")


def slides(folder: Path, *, with_twins: bool = False) -> Path:
    """The deck as LibreOffice shows it: a PDF, one page a slide. In the faces that stand in where those of Office are missing,
    or in their twins."""
    profile = f"-env:UserInstallation=file://{folder.parent}/office"
    given = {}
    if with_twins:
        given["FONTCONFIG_FILE"] = str(folder.parent / "fonts.conf")
        Path(given["FONTCONFIG_FILE"]).write_text(TWINS.format(folder=fonts.FOLDER / "ttf"))
    run("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", "..", "deck.pptx", cwd=folder, **given)
    return folder.parent / "deck.pdf"
