"""The product's own rows: its real path from inputs to a sealed pack, whole and by format.

What a worker has in memory anyway (the inputs, the agency's key) is read before; modules of a renderer are imported in the
first call, as in a worker.
"""

import os
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delivery.archive import SealedPack, seal_pack
from delivery.assemble import PackInputs, artifacts_json, assemble, document_of
from delivery.document import Document
from delivery.enums import PackFormat
from delivery.manifest import README, UNINDEXED
from delivery.rendering.making import renderer_of
from delivery.signing import load_key
from delivery.theme import Theme

Work = Callable[[], bytes]
IDENTITY = "northwind"


def pdf(folder: Path) -> Work:
    return partial(rendered, PackFormat.PDF, *case(folder))


def deck(folder: Path) -> Work:
    return partial(rendered, PackFormat.PPTX, *case(folder))


def html(folder: Path) -> Work:
    return partial(rendered, PackFormat.HTML, *case(folder))


def compose(folder: Path) -> Work:
    inputs, _ = read(folder)
    return lambda: document_of(inputs).title.encode()


def json(folder: Path) -> Work:
    inputs, _ = read(folder)
    return lambda: artifacts_json(inputs)


def seal(folder: Path) -> Work:
    """Manifest, digests, signature and ZIP of files that are there."""
    inputs, key = read(folder)
    return partial(sealed, inputs, files(folder), key)


def pack(folder: Path) -> Work:
    """Everything: compose, PDF, deck, HTML, JSON, manifest, signature, ZIP."""
    inputs, key = read(folder)
    return lambda: zipped(assemble(inputs, key=key, identity=IDENTITY))


def sealed(inputs: PackInputs, members: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
    return zipped(seal_whole(inputs, members, key))


def zipped(pack: SealedPack) -> bytes:
    assert isinstance(pack.archive, bytes), "a pack without final files is made in memory"
    return pack.archive


def seal_whole(inputs: PackInputs, members: dict[str, bytes], key: Ed25519PrivateKey) -> SealedPack:
    frame = inputs.frame
    return seal_pack(
        inputs.manifest, members, client=frame.client, campaign=frame.campaign, key=key, identity=IDENTITY, lang=frame.lang
    )  # fmt: skip


def read(folder: Path) -> tuple[PackInputs, Ed25519PrivateKey]:
    """The demo's inputs, which `prepare` wrote, and a key."""
    return pickle.loads((folder / "inputs.pickle").read_bytes()), load_key(bytes(range(32)))


def case(folder: Path) -> tuple[Document, Theme]:
    """The demo's document, or the one in `document.pickle`, and its look."""
    inputs, _ = read(folder)
    other = folder / "document.pickle"
    document = pickle.loads(other.read_bytes()) if other.exists() else document_of(inputs)
    return document, Theme.of(inputs.brand, page=inputs.page)


def files(folder: Path) -> dict[str, bytes]:
    """The files of the demo's pack that the seal is put on."""
    inputs, key = read(folder)
    members = assemble(inputs, key=key, identity=IDENTITY).members
    return {name: data for name, data in members.items() if name not in UNINDEXED | {README}}


def rendered(form: PackFormat, document: Document, theme: Theme) -> bytes:
    return renderer_of(form).render(document, theme).data


def task(folder: Path) -> tuple[Work, Callable[[], None]]:
    """A worker's whole task: rows, checks, pack, verification, storage, record. SQLite and a folder."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")
    import django

    django.setup()
    from benchmarks import demo

    return demo.build, demo.order
