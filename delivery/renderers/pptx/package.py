"""The file: parts and their relations in python-pptx's package, and a ZIP writer that asks no clock."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml

from delivery.document import Document
from delivery.language import wording
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.charts import chart_xml, workbook
from delivery.renderers.pptx.drawing import Drawing, notes_xml
from delivery.renderers.pptx.markup import DECLARATION, NAMESPACES, Paint, escaped
from delivery.renderers.pptx.shapes import ChartFrame, Picture
from delivery.renderers.pptx.slides import Slide
from delivery.renderers.pptx.template import template
from delivery.renderers.pptx.words import clip
from delivery.theme import Theme
from delivery.theme.text import LONGEST_PARAGRAPH

FIRST_SLIDE_ID = 256
LONGEST_PROPERTY = 300
STORED = (".png", ".xlsx")  # compressed already
READABLE = 0o644 << 16
UNIX = 3
DEFAULTS = {"rels": CT.OPC_RELATIONSHIPS, "xml": CT.XML, "png": CT.PNG}
ROOT = {
    RT.OFFICE_DOCUMENT: "ppt/presentation.xml",
    RT.CORE_PROPERTIES: "docProps/core.xml",
    RT.EXTENDED_PROPERTIES: "docProps/app.xml",
}
OPC = "http://schemas.openxmlformats.org/package/2006"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
SECTION_LIST = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
OFFICE_2010 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


class Package:
    """The parts of one deck."""

    def __init__(self, slides: list[Slide], document: Document, theme: Theme) -> None:
        self._slides = slides
        self._document = document
        self._paint = Paint(theme.palette, document.lang)
        self._deck = Presentation(io.BytesIO(template(theme.palette)))
        self._pictures: dict[bytes, Part] = {}
        self._charts = 0
        self._parts = [self._part(f"slides/slide{number}.xml", CT.PML_SLIDE) for number in range(1, len(slides) + 1)]

    def data(self) -> bytes:
        """The bytes of the file."""
        layouts = {layout.name: layout.part for layout in self._deck.slide_layouts}
        for number, (slide, part) in enumerate(zip(self._slides, self._parts, strict=True), 1):
            part.relate_to(layouts[slide.layout], RT.SLIDE_LAYOUT)
            part.blob = self._drawn(slide, number, part)
            if slide.notes:
                self._add_notes(slide.notes, number, part)
        self._list_slides()
        return zipped(self._files())

    # Parts

    def _part(self, name: str, content_type: str, blob: bytes = b"") -> Part:
        return Part(PackURI(f"/ppt/{name}"), content_type, self._deck.part.package, blob)

    def _drawn(self, slide: Slide, number: int, part: Part) -> bytes:
        def relate(target: ChartFrame | Picture | int) -> str:
            match target:
                case ChartFrame():
                    return part.relate_to(self._chart(target), RT.CHART)
                case Picture():
                    return part.relate_to(self._picture(target.data), RT.IMAGE)
                case int():
                    return part.relate_to(self._parts[target], RT.SLIDE)

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
        part.blob = chart_xml(shape, self._paint, part.relate_to(sheet, RT.PACKAGE))
        return part

    def _picture(self, data: bytes) -> Part:
        if data not in self._pictures:
            name = f"media/image{len(self._pictures) + 1}.png"
            self._pictures[data] = self._part(name, CT.PNG, data)
        return self._pictures[data]

    def _add_notes(self, text: str, number: int, slide: Part) -> None:
        xml = notes_xml(text[:LONGEST_PARAGRAPH], self._document.lang)
        part = self._part(f"notesSlides/notesSlide{number}.xml", CT.PML_NOTES_SLIDE, xml)
        part.relate_to(self._deck.notes_master.part, RT.NOTES_MASTER)
        part.relate_to(slide, RT.SLIDE)
        slide.relate_to(part, RT.NOTES_SLIDE)

    def _list_slides(self) -> None:
        """Name the slides in the presentation, in order and by section."""
        presentation = self._deck.part._element
        listed = presentation.get_or_add_sldIdLst()
        for slide_id, part in enumerate(self._parts, FIRST_SLIDE_ID):
            listed._add_sldId(rId=self._deck.part.relate_to(part, RT.SLIDE), id=slide_id)
        presentation.append(parse_xml(self._section_list()))

    def _section_list(self) -> str:
        """Sections as PowerPoint shows them beside the slides."""
        groups: dict[int | None, list[int]] = {}
        for slide_id, slide in enumerate(self._slides, FIRST_SLIDE_ID):
            groups.setdefault(slide.section, []).append(slide_id)
        sections = "".join(self._section(index, ids) for index, ids in groups.items())
        return (
            f'<p:extLst {NAMESPACES}><p:ext uri="{SECTION_LIST}">'
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
        files, kinds = dict[str, bytes](), dict[str, str]()
        for part in self._deck.part.package.iter_parts():
            name = part.partname.membername
            files[name], kinds[name] = part.blob, part.content_type
            if len(part.rels):
                files[part.partname.rels_uri.membername] = part.rels.xml
        files["docProps/core.xml"] = _core_properties(self._document)
        files["docProps/app.xml"] = _extended_properties(self._document, len(self._slides))
        files["[Content_Types].xml"] = _content_types(kinds)
        files["_rels/.rels"] = _root_relations()
        return files


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
