"""Does each rule name its owner, and tell people what they need to know?"""

from collections.abc import Iterator

from router.core.lint.finding import Code, Finding, Severity, Subject, named

__all__ = ["CODES", "check"]

OWNER = Code("missing-owner", Severity.ERROR, "Nobody answers for the rule.")
REASON = Code("empty-reason", Severity.WARNING, "Callers are shown it, and it tells them nothing.")
REFUSAL = Code("short-refusal", Severity.WARNING, "It leaves people without a way out.")
CODES = (OWNER, REASON, REFUSAL)
_FEWEST_WORDS = 3
_WANTED = {
    "deny": "what to do instead",
    "quarantine": "what to do now",
    "require_approval": "whom to ask and how",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at what is written for people."""
    for place, rule in enumerate(subject.policy.rules):
        at = ("rules", place)
        if not (rule.owner or subject.policy.owner):
            text = (
                f"{named(rule.id).capitalize()} has no owner. Write `owner:` in the rule, or at "
                "the head of the file for all its rules."
            )
            yield Finding(OWNER, at, text)
        if _says_little(rule.reason):
            text = (
                f"The reason of {named(rule.id)}, '{rule.reason}', tells callers nothing. "
                "Write a sentence that says why."
            )
            yield Finding(REASON, (*at, "reason"), text)
        for kind, wanted in _WANTED.items():
            written = getattr(rule.then, kind)
            message = "" if written is None else str(written)
            if written is not None and _says_little(message):
                text = f"'{message}' in {named(rule.id)} is all that people are told. Say {wanted}."
                yield Finding(REFUSAL, (*at, "then", kind), text)


def _says_little(text: str) -> bool:
    # Not every script puts spaces between words.
    return text.isascii() and len(text.split()) < _FEWEST_WORDS
