"""Forms of the work. They carry what a person typed to the verbs; rules are in domain."""

from campaigns.forms.content import ContentForm
from campaigns.forms.decision import DecisionForm, TypedText
from campaigns.forms.layout import Source

__all__ = ["ContentForm", "DecisionForm", "Source", "TypedText"]
