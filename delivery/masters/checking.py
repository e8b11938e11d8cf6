"""The check of an uploaded master, from its first byte to what is kept of it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from delivery.masters import Checked, Finding
from delivery.masters.colours import Scheme, number
from delivery.masters.fills import NOTHING, Fill
from delivery.masters.grounds import Area, Canvas, shared_by
from delivery.masters.grounds import cover_of as covering
from delivery.masters.layouts import Candidate, cover_of, page_of
from delivery.masters.leftovers import told_of
from delivery.masters.pictures import Media
from delivery.masters.reading import Element, Package, Unusable, relation_of
from delivery.masters.shapes import Decoration, Plan, Sheet, Told, names_of
from delivery.masters.stored import Layout, Master, Plate
from delivery.renderers.pptx import styles
from delivery.renderers.pptx.front import LOGO_HEIGHT, LOGO_TOP, LOGO_WIDTH
from delivery.renderers.pptx.markup import EMU
from delivery.renderers.pptx.typefaces import HEADINGS, TEXT
from delivery.theme.grounds import Ground
from delivery.theme.palette import TEXT_RATIO

MAINS = ("presentation.main+xml", "template.main+xml", "slideshow.main+xml")
OFFICE = "application/vnd.openxmlformats-officedocument.presentationml."
WIDE, NEAR = 16 / 9, 0.01
KNOWN_SIZES = {
    4 / 3: "4:3",
    16 / 10: "16:10",
    297 / 210: "A4 across",
    210 / 297: "A4 upright",
    11 / 8.5: "Letter across",
}
EMU_IN_CM, POINTS_IN_CM = 360_000, 72 / 2.54
CARRIED = ("oleObject", "package", "control", "activeXControlBinary", "attachedToolbars", "vbaProject")
WEB = ("http://", "https://", "mailto:")
DEFAULT_SIZE = 18.0

CONTENT = Area(styles.LEFT, styles.LABEL_TOP, styles.RIGHT, styles.BOTTOM)
FOOT = Area(styles.LEFT, styles.FOOT, styles.RIGHT, styles.FOOT + styles.FOOTER.leading)
FIELD = Area(styles.LEFT, LOGO_TOP, styles.RIGHT, 500.0)
LOGO = Area(styles.LEFT, LOGO_TOP, styles.LEFT + LOGO_WIDTH, LOGO_TOP + LOGO_HEIGHT)
WHOLE = Area(0, 0, styles.WIDTH, styles.HEIGHT)
LEAST_COVER, FOOT_COVER, MOST_COVER, SMALL_PICTURE = 0.005, 0.02, 0.5, 0.25
MOST_NAMED = 3  # shapes that lie over text, of one layout
WHITE = Fill('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>')


class Ready(NamedTuple):
    """A layout as it was read: its own ground, the one that is seen, its shapes, and all shapes that are seen on it."""

    candidate: Candidate
    own: Fill | None
    seen: Fill
    shapes: list[Decoration]
    stack: list[Decoration]
    on_master: bool


def checked(data: bytes) -> Checked:
    try:
        return _Check(Package(data)).done()
    except Unusable as error:
        return Checked((Finding("error", error.sentence, error.place),), None)
    except MemoryError:
        return Checked(
            (Finding("error", "Reading the file takes more memory than it may. Leave out what decks do not need."),),
            None,
        )


class _Check:
    """One file on its way through the checks."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._findings: list[Finding] = []
        self._told = Told()

    def done(self) -> Checked:
        _refuse_programs(self._package)
        main = self._main()
        presentation = self._package.xml(main)
        scale = self._scale(presentation)
        part, root = self._master(main, presentation)
        layouts = self._layouts(part, root)
        theme_part = self._package.related(part, "theme") or ""
        theme = self._package.xml(theme_part) if theme_part else None
        self._refuse_strangers([main, part, theme_part, *(each.part for each in layouts)])
        self._findings += told_of(self._package, presentation, [root, *(each.root for each in layouts)])
        self._say_fonts(theme)
        cover, page = self._chosen(layouts)
        media = Media(self._package)
        plan = Plan(self._package, theme, theme_part, media, scale, _size_of(presentation), self._told)
        kept = self._kept(plan, part, root, cover, page)
        errors = [each for each in self._findings if each.severity == "error"]
        others = [each for each in self._findings if each.severity == "warning"]
        others += [Finding("warning", sentence, place) for sentence, place in self._told.found]
        if errors or kept is None:
            return Checked((*errors, *others), None)
        facts = {"page": page.name, "cover": cover.name if kept.field else "", "pictures": len(kept.pictures)}
        return Checked(tuple(others), kept.data(), facts)

    def _error(self, sentence: str, place: str = "") -> None:
        self._findings.append(Finding("error", sentence, place))

    def _warn(self, sentence: str, place: str = "") -> None:
        self._findings.append(Finding("warning", sentence, place))

    # The file

    def _main(self) -> str:
        main = self._package.related("", "officeDocument")
        kind = self._package.type_of(main or "")
        if main is None or not kind.startswith(OFFICE) or not kind.endswith(MAINS):
            raise Unusable("This is no PowerPoint file. Upload a .pptx or a .potx.")
        return main

    def _scale(self, presentation: Element) -> float:
        """Our points in one of the file's."""
        size = presentation.find("{*}sldSz")
        wide, high = (number(size.get(side), 0) if size is not None else 0 for side in ("cx", "cy"))
        if wide <= 0 or high <= 0:
            raise Unusable("The file does not say how large its slides are.")
        if abs(wide / high - WIDE) > NEAR:
            known = next((name for ratio, name in KNOWN_SIZES.items() if abs(wide / high - ratio) < NEAR), "")
            size_said = f"{wide / EMU_IN_CM:.1f} × {high / EMU_IN_CM:.1f} cm"
            raise Unusable(
                f"The slides are {known or size_said}{f' ({size_said})' if known else ''}. Decks are 16:9: in PowerPoint choose "
                "Design → Slide Size → Widescreen, look over the layouts, and upload the file again."
            )
        return styles.WIDTH * EMU / wide

    def _master(self, main: str, presentation: Element) -> tuple[str, Element]:
        related = self._package.relations(main)
        listed = [relation_of(each, "id") for each in presentation.iterfind("{*}sldMasterIdLst/{*}sldMasterId")]
        parts = [related[each].target for each in listed if each in related and related[each].kind == "slideMaster"]
        if not parts:
            raise Unusable("The file has no slide master.")
        if len(parts) > 1:
            self._warn(
                f"The file has {len(parts)} slide masters. The first is used, so move the one that decks stand on to the top."
            )
        return parts[0], self._package.xml(parts[0])

    def _layouts(self, master: str, root: Element) -> list[Candidate]:
        related = self._package.relations(master)
        listed = [relation_of(each, "id") for each in root.iterfind("{*}sldLayoutIdLst/{*}sldLayoutId")]
        parts = [related[each].target for each in listed if each in related and related[each].kind == "slideLayout"]
        return [Candidate.of(each, self._package.xml(each)) for each in dict.fromkeys(parts)]

    def _refuse_strangers(self, parts: Sequence[str]) -> None:
        """What points out of the file, and what carries other files, in the parts that a deck could take from."""
        for part in dict.fromkeys(filter(None, parts)):
            for relation in self._package.relations(part).values():
                if relation.kind in CARRIED:
                    self._error("An object of another program is embedded. Replace it with a picture of it.", part)
                elif relation.external and relation.kind == "hyperlink" and relation.target.lower().startswith(WEB):
                    self._told.tell("Links are not taken over.", "")
                elif relation.external:
                    self._error("It is linked to a file outside. Embed the picture instead of linking it.", part)

    def _chosen(self, layouts: Sequence[Candidate]) -> tuple[Candidate, Candidate]:
        cover = cover_of(layouts)
        page = page_of(layouts, cover) or cover
        if page is None:
            raise Unusable("No layout has a title. Decks need a layout with a title for covers and one for slides.")
        if cover is None or cover is page:
            self._warn(f"One layout, “{page.name}”, serves covers and slides, as no second one has a title.")
        return cover or page, page

    def _say_fonts(self, theme: Element | None) -> None:
        listed = theme.find("{*}themeElements/{*}fontScheme") if theme is not None else None
        faces = [each.get("typeface", "") for kind in ("majorFont", "minorFont") if listed is not None
                 for each in listed.iterfind(f"{{*}}{kind}/{{*}}latin")]  # fmt: skip
        others = list(dict.fromkeys(face[:60] for face in faces if face and face not in (HEADINGS, TEXT)))
        if others:
            named = " and ".join(f"“{face}”" for face in others)
            self._warn(
                f"Decks are set in {HEADINGS} and {TEXT}, or in the brand’s own typefaces, and not in {named} of this file. Upload "
                "the typeface among the brand’s files to have decks set in it."
            )

    # What is taken

    def _kept(self, plan: Plan, part: str, root: Element, cover: Candidate, page: Candidate) -> Master | None:
        names = names_of(root.find("{*}clrMap"))
        scheme = Scheme(plan.theme, names)
        sheet = Sheet(plan, part, root, scheme, "Slide master")
        ground = self._ground(sheet, "Slide master") or _paper(scheme)
        behind = sheet.decorations()
        read = {}
        for each in dict.fromkeys((page, cover)):
            read[each] = self._ready(plan, each, scheme, ground, behind)
        self._findings += [Finding("error", *each) for each in plan.told.refused]
        if any(each.severity == "error" for each in self._findings):
            return None
        on_page = self._page(read[page], plan.media)
        on_cover = self._field(read[cover], plan.media)
        logo = on_cover is not None and self._say_logo(read[cover])
        plate = Plate(ground.xml, tuple(each.xml for each in behind))
        return Master(plate, on_page, on_cover, logo, tuple(plan.media.files.items()))

    def _ready(self, plan: Plan, layout: Candidate, scheme: Scheme, ground: Fill, behind: list[Decoration]) -> Ready:
        other = layout.root.find("{*}clrMapOvr/{*}overrideClrMapping")
        own_scheme = scheme.renamed(names_of(other)) if other is not None else scheme
        place = f"Layout “{layout.name}”"
        sheet = Sheet(plan, layout.part, layout.root, own_scheme, place)
        own, shapes = self._ground(sheet, place), sheet.decorations()
        on_master = layout.root.get("showMasterSp", "1") not in ("0", "false")
        stack = [*(behind if on_master else []), *shapes]
        return Ready(layout, own, own or ground, shapes, stack, on_master)

    def _ground(self, sheet: Sheet, place: str) -> Fill | None:
        try:
            found = sheet.ground()
        except Unusable as error:
            self._error(error.sentence, f"{place}: background")
            return None
        return WHITE if found and found.xml == NOTHING else found

    def _painted(self, ready: Ready, media: Media) -> Canvas:
        canvas = Canvas(media.files)
        canvas.ground(ready.seen)
        for each in ready.stack:
            canvas.draw(each)
        return canvas

    def _page(self, ready: Ready, media: Media) -> Layout:
        canvas = self._painted(ready, media)
        found = _layout(ready, canvas, CONTENT)
        place = f"Layout “{ready.candidate.name}”"
        if found.under.best < TEXT_RATIO:
            self._error(f"{_unread(found.under)} Keep the place of text plain ({_room(CONTENT)}).", place)
        if found.foot.best < TEXT_RATIO:
            self._warn("The footer cannot be read everywhere: what lies behind it is both light and dark.", place)
        self._findings += _covers(ready, CONTENT, place, refuses=True)
        self._findings += _foot_covers(ready, place)
        return found

    def _field(self, ready: Ready, media: Media) -> Layout | None:
        canvas = self._painted(ready, media)
        found = _layout(ready, canvas, FIELD)
        place = f"Layout “{ready.candidate.name}”"
        if found.under.best < TEXT_RATIO:
            self._warn(
                f"Covers and openers keep the brand’s plain field. {_unread(found.under)} Text is there {_room(FIELD)}.",
                place,
            )
            return None
        self._findings += _covers(ready, FIELD, place, refuses=False)
        return found

    def _say_logo(self, ready: Ready) -> bool:
        """Whether a picture stands where the cover would set the logo."""
        small = [
            each
            for each in ready.stack
            if each.fill and each.fill.picture and covering(each, WHOLE).share < SMALL_PICTURE
        ]
        there = [each for each in small if covering(each, LOGO).share > 0]
        for each in small:
            if each not in there:
                self._warn(
                    "If this picture is the logo, covers show it twice: they set the brand’s logo at the upper left. Move it there "
                    f"({_room(LOGO)}), and covers leave theirs out.",
                    f"Layout “{ready.candidate.name}”: {each.name}",
                )
        return bool(there)


def _refuse_programs(package: Package) -> None:
    types, names = package.types, [name.lower() for name in package.names]
    if any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in types) or any(
        "vbaproject" in name for name in names
    ):
        raise Unusable("The file carries macros. Save it as a .pptx or .potx without macros.")
    if any("activex" in each.lower() for each in types) or any("/activex/" in f"/{name}" for name in names):
        raise Unusable("The file carries ActiveX controls. Take them out in PowerPoint.")


def _size_of(presentation: Element) -> float:
    said = presentation.find("{*}defaultTextStyle/{*}lvl1pPr/{*}defRPr")
    return number(said.get("sz"), 0) / 100 or DEFAULT_SIZE if said is not None else DEFAULT_SIZE


def _paper(scheme: Scheme) -> Fill:
    colour = scheme.named("bg1")
    return Fill(f"<a:solidFill>{colour.xml}</a:solidFill>", (colour,)) if colour else WHITE


def _layout(ready: Ready, canvas: Canvas, area: Area) -> Layout:
    plate = Plate(ready.own.xml if ready.own else "", tuple(each.xml for each in ready.shapes))
    return Layout(plate, ready.on_master, canvas.under(area), canvas.under(FOOT))


def _covers(ready: Ready, area: Area, place: str, *, refuses: bool) -> Iterator[Finding]:
    """What lies over a part of an area: one sentence for the shapes that text may lie over, one for each that it may not. What
    takes all of the area is its ground, and on a plain field contrast says whether text is read."""
    found = [(covering(each, area), each) for each in ready.stack]
    partly = [(cover.share, each) for cover, each in found if not cover.whole and cover.share > 0]
    most = [each for share, each in partly if refuses and share >= MOST_COVER and (each.says or each.pictured)]
    for each in most:
        sentence = f"It covers most of where text stands ({_room(area)}). Make it smaller, or let it cover all of it."
        yield Finding("error", sentence, f"{place}: {_where(each)}")
    told = sorted(((share, each) for share, each in partly if each not in most), key=lambda each: -each[0])
    if shared_by((each for _, each in told), area) >= LEAST_COVER:
        shapes = "A shape lies" if len(told) == 1 else f"{len(told)} shapes lie"
        listed = "; ".join(_where(each) for _, each in told[:MOST_NAMED])
        first = f"{shapes} where text stands ({_room(area)}) and may be below it:"
        yield Finding("warning", f"{first} {listed}{_and_more(told)}.", place)


def _foot_covers(ready: Ready, place: str) -> Iterator[Finding]:
    found = [(covering(each, FOOT), each) for each in ready.stack]
    told = [(cover.share, each) for cover, each in found if not cover.whole and cover.share >= FOOT_COVER]
    if told:
        listed = "; ".join(_where(each) for _, each in told[:MOST_NAMED])
        sentence = f"The footer or the slide’s number ({_room(FOOT)}) may lie over {listed}{_and_more(told)}."
        yield Finding("warning", sentence, place)


def _and_more(told: Sequence[object]) -> str:
    return f"; and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""


def _unread(ground: Ground) -> str:
    return (
        f"Text would stand on colours from {ground.dark} to {ground.light}, and neither white nor black is read on all of them "
        f"({int(ground.best * 10) / 10} : 1, where {TEXT_RATIO} : 1 is needed)."
    )


def _room(area: Area) -> str:
    left, top, right, bottom = (each / POINTS_IN_CM for each in area)
    return f"{left:.1f} to {right:.1f} cm from the left and {top:.1f} to {bottom:.1f} cm from above"


def _where(decoration: Decoration) -> str:
    frame = decoration.frame
    x, y, wide, high = (each / POINTS_IN_CM for each in (frame.x, frame.y, frame.width, frame.height))
    return f"{decoration.name}, {wide:.1f} × {high:.1f} cm at {x:.1f} cm from the left and {y:.1f} cm from above"
