"""/v1/admin/cache: how many answers are kept to be given again; they are forgotten at once."""

from fastapi import APIRouter, Depends, Request

from router.api.access import ADMIN_PREFIX, Admitted, administration_of, admit
from router.core.errors import InvalidRequest
from router.core.finding import Subject

__all__ = ["routes"]

Json = dict[str, object]
routes = APIRouter(prefix=f"{ADMIN_PREFIX}/cache", dependencies=[Depends(admit)])
_SUBJECT = "subject"


@routes.get("")
async def count_answers(request: Request) -> Json:
    """How many answers are kept, how long they are, and where."""
    _known(request)
    kept = await administration_of(request).answers.count()
    return {
        "object": "tierwise.cache",
        "where": kept.where,
        "answers": kept.answers,
        "bytes": kept.size_bytes,
    }


@routes.delete("")
async def clear_answers(request: Request, by: Admitted) -> Json:
    """Forget all answers, or those that one `subject` asked for, such as `team:search`."""
    subject = _subject(_known(request, _SUBJECT).get(_SUBJECT))
    cleared = await administration_of(request).answers.clear(by, subject)
    return {
        "object": "tierwise.cache.cleared",
        "subject": None if subject is None else str(subject),
        "answers": cleared,
    }


def _known(request: Request, *names: str) -> dict[str, str]:
    """What stands behind the `?`: a name that is written wrongly must not clear everything."""
    given = request.query_params.multi_items()
    for name, _ in given:
        if name not in names:
            known = ", ".join(names) or "none"
            raise InvalidRequest(f"{name[:100]!r} is not known here. Known: {known}.", param=name)
    if len(given) > len(names):
        raise InvalidRequest("'subject' stands there twice.", param=_SUBJECT)
    return dict(given)


def _subject(text: str | None) -> Subject | None:
    if text is None:
        return None
    try:
        subject = Subject.parse(text)
    except ValueError:
        subject = None
    if subject is None or not subject.name:
        raise InvalidRequest(
            f"'subject' is {text[:100]!r}. Write a kind and a name, such as key:key_1, user:ada, "
            "team:search or project:atlas.",
            param=_SUBJECT,
        )
    return subject
