"""The agency's admin of the work: reading, and deciding. State changes only through campaigns.domain's verbs."""

from campaigns.admin import artifacts, clients  # noqa: F401 -- they register themselves
