"""A base, a file that extends it, and overlays of teams, for tests."""

from pathlib import Path

from router.adapters.files.policy_reading import PolicyReading, read_policy

HEAD = "version: 1\nname: {}\n"
RULE = "  - {{id: {id}, reason: Because it is so., when: {{{when}}}, then: {{{then}}}{more}}}\n"


def rule(
    id: str, *, when: str = "tools: true", then: str = "tier: economy", locked: bool = False
) -> str:
    """One line of a list of rules."""
    return RULE.format(id=id, when=when, then=then, more=", locked: true" if locked else "")


def policy_text(name: str, *rules: str, head: str = "") -> str:
    """A whole file."""
    listed = "rules:\n" + "".join(rules) if rules else ""
    return HEAD.format(name) + head + listed


def write(folder: Path, **files: str) -> Path:
    """Write `base="..."` as base.yaml; `teams_pay` lies in the folder teams."""
    for name, text in files.items():
        path = folder / (name.replace("_", "/") + ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, name: str = "base") -> PolicyReading:
    """Read one of the files."""
    return read_policy(folder / f"{name}.yaml")


def ids(reading: PolicyReading) -> list[str]:
    """The rules in their order."""
    assert reading.policy is not None
    return [one.id for one in reading.policy.rules]


def told(reading: PolicyReading, folder: Path) -> list[str]:
    """All mistakes, paths being relative to the folder."""
    text = "\n".join(error.message for error in reading.wrong).replace(f"{folder}/", "")
    return text.split("\n") if text else []
