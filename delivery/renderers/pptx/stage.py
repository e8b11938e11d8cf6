"""What the slides of a deck stand on: paper and the brand's field, or the grounds of the agency's own master."""

from typing import NamedTuple

from delivery.masters.stored import Master
from delivery.theme import Theme
from delivery.theme.grounds import field_upon, on_foot, upon
from delivery.theme.palette import Palette


class Stage(NamedTuple):
    """`page` colours slides with content, `field` covers, openers and the closing slide."""

    page: Palette
    field: Palette
    master: Master | None = None

    @classmethod
    def of(cls, theme: Theme) -> "Stage":
        """Raises ValueError for a master that is none (`masters.stored`)."""
        if theme.master is None:
            return cls(theme.palette, theme.palette)
        master, palette = Master.of(theme.master), theme.palette
        field = field_upon(palette, master.field.under) if master.field else palette
        return cls(upon(palette, master.page.under), field, master)

    @property
    def foot(self) -> str:
        """The colour of the footer and the slide's number."""
        return on_foot(self.page, self.master.page.foot) if self.master else self.page.muted

    @property
    def sets_logo(self) -> bool:
        """Whether the cover sets the brand's logo: not where the master shows one in its place."""
        return not (self.master and self.master.logo)
