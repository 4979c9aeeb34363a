"""What does a caller's behaviour suggest of an answer? Guesses, named as such and weighted low.

Both signals look at chains: the same caller asks the same question again, each time within
`WINDOW` of the last. The same question is the same fingerprint (case, spaces and punctuation
aside), or the same turn of the same conversation. Left out are answers of which somebody spoke
(feedback beats guessing), answers that failed or were cut short (a retry says nothing of quality),
CI, callers in whose name many may ask, chains that may still grow, and chains longer than
`MOST_IN_A_CHAIN`: those are machines.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import pairwise

from router.core.caller import UNASSIGNED
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.outcome_row import WEIGHTS, OutcomeRow, OutcomeSource
from router.core.traffic import ServedRequest

__all__ = ["MOST_IN_A_CHAIN", "WINDOW", "weak_signals"]

WINDOW = timedelta(minutes=5)
MOST_IN_A_CHAIN = 4
_NO_PEOPLE = "ci"

_Question = tuple[object, ...]


def weak_signals(
    served: Sequence[ServedRequest], *, spoken_of: AbstractSet[str], now: datetime
) -> list[OutcomeRow]:
    """At most one row for each answer, with score 0; `spoken_of` are decisions with feedback."""
    found: dict[str, OutcomeRow] = {}
    for chain in _chains(served):
        if now - chain[-1].entry.at <= WINDOW:
            continue
        for answer, again in pairwise(chain):
            decision_id = answer.entry.decision_id
            is_guessed = decision_id in found and not is_escalation(answer, again)
            if _is_whole(answer) and decision_id not in spoken_of and not is_guessed:
                found[decision_id] = _row(answer, again)
    return list(found.values())


def is_escalation(answer: ServedRequest, again: ServedRequest) -> bool:
    """Quick escalation: asked again for a model by name, and a dearer tier served it."""
    asked, asked_again = (one.facts.request.requested_model for one in (answer, again))
    before, after = answer.entry.tier, again.entry.tier
    is_dearer = before is not None and after is not None and after.rank > before.rank
    return is_dearer and asked_again != asked


def _row(answer: ServedRequest, again: ServedRequest) -> OutcomeRow:
    """Any other repetition is a regeneration: the answer was not what was wanted, perhaps."""
    source = (
        OutcomeSource.ESCALATION if is_escalation(answer, again) else OutcomeSource.REGENERATION
    )
    return OutcomeRow(
        decision_id=answer.entry.decision_id,
        at=again.entry.at,
        deployment=answer.entry.deployment or "",
        source=source,
        score=0.0,
        weight=WEIGHTS[source],
        cost_usd=answer.entry.cost_usd,
        is_simulated=answer.entry.provider == "simulated",
    )


def _chains(served: Sequence[ServedRequest]) -> Iterator[list[ServedRequest]]:
    asked: dict[_Question, list[ServedRequest]] = defaultdict(list)
    for one in sorted(served, key=lambda one: one.entry.at):
        for question in _questions(one):
            asked[question].append(one)
    for requests in asked.values():
        chain = requests[:1]
        for one in requests[1:]:
            if one.entry.at - chain[-1].entry.at > WINDOW:
                yield from _of_people(chain)
                chain = []
            chain.append(one)
        yield from _of_people(chain)


def _of_people(chain: list[ServedRequest]) -> Iterator[list[ServedRequest]]:
    if 2 <= len(chain) <= MOST_IN_A_CHAIN:
        yield chain


def _questions(served: ServedRequest) -> Iterator[_Question]:
    """By what a question is known again."""
    caller, request = served.entry.caller, served.facts.request
    is_one_person = caller.user != UNASSIGNED or caller.key_id == LOCAL_KEY.id
    if caller.environment == _NO_PEOPLE:
        return
    who = (caller.key_id, caller.user, caller.team)
    if request.conversation_id is not None:
        yield (*who, "conversation", request.conversation_id, request.turns)
    if request.fingerprint is not None and is_one_person:
        yield (*who, "words", request.fingerprint)


def _is_whole(served: ServedRequest) -> bool:
    return served.entry.outcome is Outcome.COMPLETED
