"""What people are told when something is not done."""


class Refusal(Exception):
    """Something was not done, and nothing changed. `message` is a sentence for a person, shown unchanged by admin, workspace,
    portal, API and commands. `way_on` is a link there, if there is one: (label, url)."""

    status = 409

    def __init__(self, message: str, *, way_on: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.way_on = way_on


class NotAllowed(Refusal):
    """The person's role does not reach this far."""

    status = 403
