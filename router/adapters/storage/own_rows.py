"""Which queries tell what one person asked, spent and chose, and what do their rows mean?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from classifier.labels import Complexity, Task
from router.adapters.storage.storable import storable
from router.core.coaching.choice import CoachChoice
from router.core.coaching.own_request import Oneself, OwnRequest
from router.core.coaching.own_spend import OwnSpend
from router.core.deployment import Kind
from router.core.facts import RequestShape
from router.core.ledger import Outcome
from router.core.moments import from_micros
from router.core.money import from_nanos
from router.core.tier import Tier
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage
from router.ports.own_traffic import Newest

__all__ = ["ChoiceQueries", "OwnQueries", "choice_of", "own_requests", "own_spends", "whose"]

_CALLED = f"e.deployment IS NOT NULL AND e.outcome <> '{Outcome.CORRECTED}'"
_NEWEST = (
    "SELECT e.decision_id, e.at_us, e.outcome, e.deployment, e.tier, e.cost_nano_usd, "  # noqa: S608
    "e.input_tokens, e.cached_tokens, e.cache_write_tokens, e.cache_write_1h_tokens, "
    "e.output_tokens, e.reasoning_tokens, e.image_input_tokens, e.audio_input_tokens, "
    "e.audio_output_tokens, e.service_tier, d.facts "
    f"FROM ledger_entry e JOIN decision d ON d.id = e.decision_id WHERE {_CALLED} "
    f"AND e.key_id <> '{AUDIT_CALLER.key_id}' AND {{whose}} AND e.at_us >= {{mark}} "
    "ORDER BY e.at_us DESC, e.seq DESC LIMIT {mark}"
)
_SPEND = (
    "SELECT e.project, COALESCE(e.model, ''), COALESCE(e.tier, ''), "  # noqa: S608
    f"SUM(CASE WHEN {_CALLED} THEN 1 ELSE 0 END), SUM(e.input_tokens), SUM(e.cached_tokens), "
    "SUM(e.output_tokens), SUM(e.cost_nano_usd) FROM ledger_entry e "
    f"WHERE e.key_id <> '{AUDIT_CALLER.key_id}' AND {{whose}} AND e.at_us >= {{mark}} "
    "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)


class OwnQueries:
    """Statements that SQLite and PostgreSQL share, but for the mark of a parameter.

    Those of a user in a team, of a user, and of a key: indexes find each.
    """

    def __init__(self, mark: str) -> None:
        conditions = (
            f'e."user" = {mark} AND e.team = {mark}',
            f'e."user" = {mark}',
            f"e.key_id = {mark}",
        )
        self._newest = tuple(_NEWEST.format(whose=one, mark=mark) for one in conditions)
        self._spend = tuple(_SPEND.format(whose=one, mark=mark) for one in conditions)

    def newest(self, oneself: Oneself) -> str:
        """Followed by a moment and by how many at most."""
        return self._newest[_form(oneself)]

    def spend(self, oneself: Oneself) -> str:
        """Followed by a moment."""
        return self._spend[_form(oneself)]


class ChoiceQueries:
    """The same of what people chose."""

    def __init__(self, mark: str) -> None:
        columns = "person, has_digest, has_headers, digest_week"
        four = ", ".join([mark] * 4)
        add = f"INSERT INTO coach_choice ({columns}) VALUES ({four}) "  # noqa: S608
        self.get = f"SELECT {columns} FROM coach_choice WHERE person = {mark}"  # noqa: S608
        self.put = (
            f"{add} ON CONFLICT (person) DO UPDATE "
            "SET has_digest = excluded.has_digest, has_headers = excluded.has_headers"
        )
        self.with_headers = "SELECT person FROM coach_choice WHERE has_headers = 1"
        self.serve = (
            f"{add} ON CONFLICT (person) DO UPDATE SET digest_week = excluded.digest_week "
            "WHERE coach_choice.digest_week < excluded.digest_week"
        )


class _Said(msgspec.Struct):
    task: Task
    complexity: Complexity
    is_abstained: bool = False
    difficulty: float | None = None
    sketch: int | None = None
    output_tokens_p95: int | None = None


class _Kept(msgspec.Struct):
    """As much of the facts as is needed: the rest is skipped, which takes a fifth of the time."""

    request: RequestShape
    assessment: _Said


_decoder = msgspec.json.Decoder(_Kept)


def whose(oneself: Oneself) -> tuple[str, ...]:
    """What the condition compares with."""
    if oneself.user is None:
        return (storable(oneself.key_id),)
    named = (oneself.user,) if oneself.team is None else (oneself.user, oneself.team)
    return tuple(map(storable, named))


def own_requests(rows: Sequence[Sequence[Any]], *, most: int) -> Newest:
    """The chats among the rows, which come newest first and are at most so many."""
    return Newest(list(_chats(reversed(rows))), is_whole=len(rows) < most)


def own_spends(rows: Iterable[Sequence[Any]]) -> list[OwnSpend]:
    """What the rows sum up."""
    return [
        OwnSpend(
            project=project,
            model=model,
            tier=tier,
            calls=int(calls),
            input_tokens=int(read),
            cached_tokens=int(cached),
            output_tokens=int(wrote),
            cost_usd=from_nanos(int(nanos)),
        )
        for project, model, tier, calls, read, cached, wrote, nanos in rows
    ]


def choice_of(person: str, row: Sequence[Any] | None) -> CoachChoice:
    """What was chosen; the usual, where nothing was."""
    if row is None:
        return CoachChoice(person=person)
    _, has_digest, has_headers, week = row
    return CoachChoice(
        person=person,
        has_digest=bool(has_digest),
        has_headers=bool(has_headers),
        digest_week=week,
    )


def _form(oneself: Oneself) -> int:
    if oneself.user is None:
        return 2
    return 1 if oneself.team is None else 0


def _chats(rows: Iterable[Sequence[Any]]) -> Iterator[OwnRequest]:
    for decision_id, at_us, outcome, deployment, tier, nanos, *used, facts in rows:
        kept = _decoder.decode(facts)
        if kept.request.kind is not Kind.CHAT:
            continue
        said = kept.assessment
        yield OwnRequest(
            decision_id=decision_id,
            at=from_micros(at_us),
            outcome=Outcome(outcome),
            deployment=deployment,
            tier=None if tier is None else Tier(tier),
            usage=_usage(used),
            cost_usd=from_nanos(nanos),
            asked=kept.request,
            task=said.task,
            complexity=said.complexity,
            is_abstained=said.is_abstained,
            difficulty=said.difficulty,
            sketch=said.sketch,
            output_tokens_p95=said.output_tokens_p95,
        )


def _usage(used: Sequence[Any]) -> Usage:
    read, cached, written, hourly, wrote, reasoned, images, heard, spoken, service_tier = used
    return Usage(
        input_tokens=read,
        cached_tokens=cached,
        cache_write_tokens=written,
        cache_write_1h_tokens=hourly,
        output_tokens=wrote,
        reasoning_tokens=reasoned,
        image_input_tokens=images,
        audio_input_tokens=heard,
        audio_output_tokens=spoken,
        service_tier=service_tier,
    )
