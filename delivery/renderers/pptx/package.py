"""The file: parts and their relations around a template, and a ZIP writer that asks no clock."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from delivery.document import Document
from delivery.language import wording
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.charts import chart_xml, workbook
from delivery.renderers.pptx.drawing import Drawing, notes_xml
from delivery.renderers.pptx.markup import DECLARATION, Paint, escaped
from delivery.renderers.pptx.shapes import ChartFrame, Picture
from delivery.renderers.pptx.slides import Slide
from delivery.renderers.pptx.stage import Stage
from delivery.renderers.pptx.template import template
from delivery.renderers.pptx.typefaces import Families, families
from delivery.renderers.pptx.words import clip
from delivery.theme.text import LONGEST_PARAGRAPH

FIRST_SLIDE_ID = 256
LONGEST_PROPERTY = 300
STORED = (".png", ".jpg", ".xlsx")  # compressed already
READABLE = 0o644 << 16
UNIX = 3
DEFAULTS = {"rels": CT.OPC_RELATIONSHIPS, "xml": CT.XML, "png": CT.PNG}
ROOT = {
    RT.OFFICE_DOCUMENT: "ppt/presentation.xml",
    RT.CORE_PROPERTIES: "docProps/core.xml",
    RT.EXTENDED_PROPERTIES: "docProps/app.xml",
}
PRESENTATION = "ppt/presentation.xml"
NO_SLIDES, END = "<p:sldIdLst/>", "</p:presentation>"
RELATIONS_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
OPC = "http://schemas.openxmlformats.org/package/2006"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
SECTION_LIST = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


Relation = tuple[str, str]  # kind and name of the part


class Base(NamedTuple):
    """What every deck in a brand's colours begins with: its files, the kinds of its parts, and the names of some."""

    files: dict[str, bytes]
    kinds: dict[str, str]
    layouts: dict[str, str]
    notes_master: str
    presentation_relations: dict[Relation, str]


@dataclass
class Part:
    """A file of the deck with what it is related to; `name` is its path in the archive."""

    name: str
    kind: str
    blob: bytes = b""
    relations: dict[Relation, str] = field(default_factory=dict)

    def relate(self, kind: str, target: str) -> str:
        """The id of the relation of a kind to another part."""
        return self.relations.setdefault((kind, target), f"rId{len(self.relations) + 1}")


class Package:
    """The parts of one deck."""

    def __init__(self, slides: list[Slide], document: Document, stage: Stage) -> None:
        self._document = document
        self._paint = Paint(stage.page, document.lang)
        self._base = _base(stage, families()) if stage.master is None else _heavy_base(stage, families())
        self._parts: list[Part] = []
        self._pictures: dict[bytes, Part] = {}
        self._charts = 0
        self._slides = [
            (slide, self._part(f"slides/slide{number}.xml", CT.PML_SLIDE)) for number, slide in enumerate(slides, 1)
        ]

    def data(self) -> bytes:
        """The bytes of the file."""
        for number, (slide, part) in enumerate(self._slides, 1):
            part.relate(RT.SLIDE_LAYOUT, self._base.layouts[slide.layout])
            part.blob = self._drawn(slide, number, part)
            if slide.notes:
                self._add_notes(slide.notes, number, part)
        return zipped(self._files())

    # Parts

    def _part(self, name: str, kind: str, blob: bytes = b"") -> Part:
        part = Part(f"ppt/{name}", kind, blob)
        self._parts.append(part)
        return part

    def _drawn(self, slide: Slide, number: int, part: Part) -> bytes:
        def relate(target: ChartFrame | Picture | int) -> str:
            match target:
                case ChartFrame():
                    return part.relate(RT.CHART, self._chart(target).name)
                case Picture():
                    return part.relate(RT.IMAGE, self._picture(target.data).name)
                case int():
                    return part.relate(RT.SLIDE, self._slides[target][1].name)

        footer = clip(self._document.imprint.footer, styles.FOOTER, styles.FULL - styles.NUMBER_WIDTH - 20)
        return Drawing(slide, number, footer, self._paint, relate).xml()

    def _chart(self, shape: ChartFrame) -> Part:
        self._charts += 1
        sheet = self._part(
            f"embeddings/workbook{self._charts}.xlsx",
            CT.SML_SHEET,
            zipped(workbook(shape.chart)),
        )
        part = self._part(f"charts/chart{self._charts}.xml", CT.DML_CHART)
        part.blob = chart_xml(shape, self._paint, part.relate(RT.PACKAGE, sheet.name))
        return part

    def _picture(self, data: bytes) -> Part:
        if data not in self._pictures:
            name = f"media/image{len(self._pictures) + 1}.png"
            self._pictures[data] = self._part(name, CT.PNG, data)
        return self._pictures[data]

    def _add_notes(self, text: str, number: int, slide: Part) -> None:
        xml = notes_xml(text[:LONGEST_PARAGRAPH], self._document.lang)
        part = self._part(f"notesSlides/notesSlide{number}.xml", CT.PML_NOTES_SLIDE, xml)
        part.relate(RT.NOTES_MASTER, self._base.notes_master)
        part.relate(RT.SLIDE, slide.name)
        slide.relate(RT.NOTES_SLIDE, part.name)

    def _presentation(self) -> Part:
        """The presentation with its slides named, in order and by section."""
        part = Part(PRESENTATION, CT.PML_PRESENTATION_MAIN, relations=dict(self._base.presentation_relations))
        listed = "".join(
            f'<p:sldId r:id="{part.relate(RT.SLIDE, slide.name)}" id="{slide_id}"/>'
            for slide_id, (_, slide) in enumerate(self._slides, FIRST_SLIDE_ID)
        )
        xml = self._base.files[PRESENTATION].decode()
        xml = xml.replace(NO_SLIDES, f"<p:sldIdLst>{listed}</p:sldIdLst>")
        part.blob = xml.replace(END, f"{self._section_list()}{END}").encode()
        return part

    def _section_list(self) -> str:
        """Sections as PowerPoint shows them beside the slides."""
        groups: dict[int | None, list[int]] = {}
        for slide_id, (slide, _) in enumerate(self._slides, FIRST_SLIDE_ID):
            groups.setdefault(slide.section, []).append(slide_id)
        sections = "".join(self._section(index, ids) for index, ids in groups.items())
        return (
            f'<p:extLst><p:ext uri="{SECTION_LIST}">'
            f'<p14:sectionLst xmlns:p14="{OFFICE_2010}">{sections}</p14:sectionLst></p:ext></p:extLst>'
        )

    def _section(self, index: int | None, slide_ids: list[int]) -> str:
        name = wording().cover if index is None else self._document.sections[index].title
        inner = "".join(f'<p14:sldId id="{slide_id}"/>' for slide_id in slide_ids)
        return (
            f'<p14:section name="{escaped(name[:LONGEST_PROPERTY])}" id="{_guid(f"section {index}")}">'
            f"<p14:sldIdLst>{inner}</p14:sldIdLst></p14:section>"
        )

    # Files

    def _files(self) -> dict[str, bytes]:
        files, kinds = dict(self._base.files), dict(self._base.kinds)
        for part in (*self._parts, self._presentation()):
            files[part.name], kinds[part.name] = part.blob, part.kind
            if part.relations:
                folder, _, name = part.name.rpartition("/")
                files[f"{folder}/_rels/{name}.rels"] = _relations(part)
        files["docProps/core.xml"] = _core_properties(self._document)
        files["docProps/app.xml"] = _extended_properties(self._document, len(self._slides))
        files["[Content_Types].xml"] = _content_types(kinds)
        files["_rels/.rels"] = _root_relations()
        return files


@lru_cache(maxsize=32)
def _base(stage: Stage, families: Families) -> Base:
    """The template as files, ready to stand in a deck."""
    data = template(stage, families)
    deck = Presentation(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return Base(
        files=files,
        kinds={part.partname.membername: part.content_type for part in deck.part.package.iter_parts()},
        layouts={layout.name: layout.part.partname.membername for layout in deck.slide_layouts},
        notes_master=deck.notes_master.part.partname.membername,
        presentation_relations={
            (one.reltype, one.target_part.partname.membername): key for key, one in deck.part.rels.items()
        },
    )


@lru_cache(maxsize=1)
def _heavy_base(stage: Stage, families: Families) -> Base:
    """That of an agency's own master, whose pictures take megabytes."""
    return _base.__wrapped__(stage, families)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files in the order of their names, the types first; nothing in it depends on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files, key=lambda name: (not name.startswith("["), name)):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = UNIX, READABLE
            info.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name], compresslevel=6)
    return out.getvalue()


def _guid(name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest().upper()
    return f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"


def _relations(part: Part) -> bytes:
    """Every part stands in a folder below `ppt`, the presentation in that folder itself."""
    folder, up = part.name.rpartition("/")[0], "" if part.name == PRESENTATION else "../"
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{_target(folder, up, target)}"/>'
        for (kind, target), key in part.relations.items()
    )
    return f'{RELATIONS_DECLARATION}<Relationships xmlns="{OPC}/relationships">{inner}</Relationships>'.encode()


def _target(folder: str, up: str, target: str) -> str:
    other, _, name = target.rpartition("/")
    return name if other == folder else f"{up}{target.removeprefix('ppt/')}"


def _content_types(kinds: Mapping[str, str]) -> bytes:
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in DEFAULTS.items()
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in sorted(kinds.items())
        if DEFAULTS.get(name.rpartition(".")[2]) != kind
    )
    return f'{DECLARATION}<Types xmlns="{OPC}/content-types">{defaults}{overrides}</Types>'.encode()


def _root_relations() -> bytes:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(ROOT.items(), 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{OPC}/relationships">{inner}</Relationships>'.encode()


def _core_properties(document: Document) -> bytes:
    """File properties without dates: the date of issue is on the cover, and no other is known."""
    agency = escaped(document.imprint.agency[:LONGEST_PROPERTY])
    title = escaped(f"{document.title} | {document.client}"[:LONGEST_PROPERTY])
    subject = escaped(document.campaign[:LONGEST_PROPERTY])
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{OPC}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{agency}</dc:creator>"
        f"<cp:lastModifiedBy>{agency}</cp:lastModifiedBy><dc:language>{escaped(document.lang)}</dc:language>"
        "</cp:coreProperties>"
    ).encode()


def _extended_properties(document: Document, slides: int) -> bytes:
    company = escaped(document.imprint.agency[:LONGEST_PROPERTY])
    inner = f"<Slides>{slides}</Slides><Company>{company}</Company>"
    return f'{DECLARATION}<Properties xmlns="{EXTENDED}">{inner}</Properties>'.encode()
