"""/v1/admin/audit-log: what administrators did, and whether the log is whole."""

from fastapi import APIRouter, Depends, Request

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.api.admin.listing import asked_of
from router.core.admin_log import ActKind, Head
from router.core.errors import InvalidRequest
from router.ports.admin_log import Wanted
from router.services.check_admin_log import event_told

__all__ = ["routes"]

routes = APIRouter(prefix=f"{ADMIN_PREFIX}/audit-log", dependencies=[Depends(admit)])
_LONGEST_NUMBER = 18


@routes.get("")
async def list_events(request: Request, by: Admitted) -> dict[str, object]:
    """Events, newest first; `actor`, `kind`, `subject` and `act_id` leave out others."""
    asked = asked_of(request, "actor", "kind", "subject", "act_id")
    found = await administration_of(request).log.latest(
        Wanted(
            actor=asked.others.get("actor"),
            kind=_kind(asked.others.get("kind")),
            subject=asked.others.get("subject"),
            act_id=asked.others.get("act_id"),
        ),
        before=_before(asked.after),
        most=asked.limit + 1,
    )
    page = found[: asked.limit]
    return {
        "object": "list",
        "data": [event_told(event) for event in page],
        "first_id": str(page[0].seq) if page else None,
        "last_id": str(page[-1].seq) if page else None,
        "has_more": len(found) > asked.limit,
    }


@routes.get("/verify")
async def verify_log(request: Request, by: Admitted) -> dict[str, object]:
    """Follow the chain of hashes; `head` is one that was kept elsewhere, and may stand often."""
    heads = [Head.parse(text) for text in request.query_params.getlist("head")]
    chain = await administration_of(request).check(heads)
    return {
        "object": "tierwise.audit_log.verification",
        "is_whole": chain.problem is None,
        "problem": chain.problem,
        "events": chain.head.seq,
        "head": str(chain.head),
        "acts_without_end": [
            {"act_id": act_id, "begun_at_event": seq} for act_id, seq in chain.open_acts.items()
        ],
    }


def _kind(text: str | None) -> ActKind | None:
    if text is None:
        return None
    if text not in set(ActKind):
        raise InvalidRequest(
            f"{text[:100]!r} is no kind of act. Kinds: {', '.join(ActKind)}.", param="kind"
        )
    return ActKind(text)


def _before(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise InvalidRequest(
            f"'after' is {text[:50]!r}. Write the 'last_id' of the page before.", param="after"
        )
    return int(text)
