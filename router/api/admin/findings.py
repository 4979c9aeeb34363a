"""/v1/admin/findings: what is abnormal in the traffic; it is released, or said to be true."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from msgspec import Meta

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.api.admin.body import in_zone, read_json
from router.api.admin.listing import asked_of, page_of
from router.core.errors import InvalidRequest
from router.core.finding import Finding, Subject
from router.core.finding_words import finding_told
from router.ports.findings import WantedFindings
from router.services.administer_findings import Judged

__all__ = ["routes"]

Json = dict[str, object]
routes = APIRouter(prefix=f"{ADMIN_PREFIX}/findings", dependencies=[Depends(admit)])
_MOST = 1_000
"""Of so many of the newest a page is shown."""


class _Release(msgspec.Struct, forbid_unknown_fields=True):
    false_alarm: bool = False
    why: Annotated[str, Meta(max_length=1_000)] = ""


_RELEASE = msgspec.json.Decoder(_Release)


@routes.get("")
async def list_findings(request: Request, by: Admitted) -> Json:
    """Findings, newest first; `state`, `kind`, `subject` and `since` leave out others."""
    asked = asked_of(request, "state", "kind", "subject", "since")
    wanted = WantedFindings(
        kind=asked.others.get("kind"),
        subject=_subject(asked.others.get("subject")),
        since=_moment(asked.others.get("since")),
        is_open_at=_open_at(asked.others.get("state")),
    )
    found = await administration_of(request).findings.visible(by, wanted, most=_MOST)
    return page_of(found, asked, id_of=lambda one: one.id, shown=_shown)


@routes.get("/{finding_id}")
async def show_finding(request: Request, by: Admitted, *, finding_id: str) -> Json:
    """One of them."""
    return _shown(await administration_of(request).findings.get(by, finding_id))


@routes.post("/{finding_id}/release")
async def release_finding(request: Request, by: Admitted, *, finding_id: str) -> Json:
    """End a finding now; `false_alarm` raises the threshold for what it is about."""
    body = await read_json(request, _RELEASE)
    judged = await administration_of(request).findings.release(
        by, finding_id, is_false=body.false_alarm, why=body.why
    )
    return _judged(judged)


@routes.post("/{finding_id}/confirm")
async def confirm_finding(request: Request, by: Admitted, *, finding_id: str) -> Json:
    """Say that a finding is true."""
    return _judged(await administration_of(request).findings.confirm(by, finding_id))


def _shown(finding: Finding) -> Json:
    return {"object": "tierwise.finding", **finding_told(finding, at=datetime.now(UTC))}


def _judged(judged: Judged) -> Json:
    return {**_shown(judged.finding), "threshold_factor": judged.factor}


def _subject(text: str | None) -> Subject | None:
    if text is None:
        return None
    try:
        return Subject.parse(text)
    except ValueError:
        raise InvalidRequest(
            f"'subject' is {text[:100]!r}. Write a kind and a name, such as key:key_1, user:ada, "
            "team:search or project:atlas.",
            param="subject",
        ) from None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return in_zone(datetime.fromisoformat(text), param="since")
    except ValueError:
        raise InvalidRequest(
            f"'since' is {text[:100]!r}. Write a moment such as 2026-12-01T00:00:00Z.",
            param="since",
        ) from None


def _open_at(state: str | None) -> datetime | None:
    if state not in (None, "open", "any"):
        raise InvalidRequest(
            f"'state' is {state[:100]!r}. Write open or any." if state else "'state' is empty.",
            param="state",
        )
    return datetime.now(UTC) if state == "open" else None
