"""What do administrators work with, over HTTP and on the command line?"""

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass

from router.adapters.kept_answers.memory import MemoryAnswers
from router.adapters.storage.stores import Stores
from router.core.errors import ConfigurationError
from router.core.limit_book import NO_LIMITS, LimitBook
from router.ports.admin_log import AdminLog
from router.ports.clock import Clock
from router.ports.identity import Identity
from router.ports.kept_answers import KeptAnswers
from router.services.administer import Actor, Administer
from router.services.administer_answers import AdministerAnswers
from router.services.administer_directory import AdministerDirectory
from router.services.administer_findings import AdministerFindings
from router.services.administer_keys import AdministerKeys
from router.services.administer_limits import AdministerLimits
from router.services.check_admin_log import CheckAdminLog
from router.services.issue_key import IssueKey
from router.services.keep_directory import KeepDirectory
from router.services.note_sign_ins import NoteSignIns
from router.services.set_limits import SetLimits
from router.services.show_limits import ShowLimits
from router.services.written_down import (
    WrittenDownDirectory,
    WrittenDownKeys,
    WrittenDownLimits,
)
from router.settings import Settings

__all__ = [
    "Administration",
    "WrittenDown",
    "open_administration",
    "open_identity",
    "operator",
    "written_down",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """Acts that are written down, and the log that they are written into."""

    administer: Administer
    keys: AdministerKeys
    directory: AdministerDirectory
    limits: AdministerLimits
    findings: AdministerFindings
    answers: AdministerAnswers
    log: AdminLog
    check: CheckAdminLog
    sign_ins: NoteSignIns


def open_administration(
    stores: Stores,
    clock: Clock,
    *,
    book: Callable[[], LimitBook] = lambda: NO_LIMITS,
    answers: KeptAnswers | None = None,
) -> Administration:
    """The administration of what these stores keep; `book` knows the budgets of policies.

    `answers` are those that may be given again; None where none is kept.
    """
    administer = Administer(log=stores.admin_log, clock=clock)
    keep = KeepDirectory(store=stores.directory, clock=clock)
    return Administration(
        administer=administer,
        keys=AdministerKeys(
            issue=IssueKey(keys=stores.keys, clock=clock),
            administer=administer,
            directory=keep.now,
        ),
        directory=AdministerDirectory(keep=keep, administer=administer),
        limits=AdministerLimits(
            limits=SetLimits(store=stores.limits, clock=clock),
            show=ShowLimits(accounts=stores.accounts, clock=clock),
            administer=administer,
            book=book,
            directory=keep.now,
        ),
        findings=AdministerFindings(
            findings=stores.findings,
            factors=stores.factors,
            administer=administer,
            clock=clock,
        ),
        answers=_answers(stores, clock, answers=answers, administer=administer),
        log=stores.admin_log,
        check=CheckAdminLog(log=stores.admin_log),
        sign_ins=NoteSignIns(administer=administer),
    )


def _answers(
    stores: Stores, clock: Clock, *, answers: KeptAnswers | None, administer: Administer
) -> AdministerAnswers:
    kept = MemoryAnswers(clock=clock) if answers is None else answers
    return AdministerAnswers(answers=kept, key=stores.fingerprint_key, administer=administer)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDown:
    """Stores that write every change into the audit log."""

    keys: WrittenDownKeys
    directory: WrittenDownDirectory
    limits: WrittenDownLimits


def written_down(stores: Stores, clock: Clock, *, actor: Actor | None = None) -> WrittenDown:
    """The stores as the command line changes them: in the name of the user of this machine."""
    administer = Administer(log=stores.admin_log, clock=clock)
    who = actor or operator()
    return WrittenDown(
        keys=WrittenDownKeys(keys=stores.keys, administer=administer, actor=who),
        directory=WrittenDownDirectory(store=stores.directory, administer=administer, actor=who),
        limits=WrittenDownLimits(store=stores.limits, administer=administer, actor=who),
    )


def operator() -> Actor:
    """Whoever runs this process: as the system says, for variables are written by anybody."""
    uid = os.getuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:  # in containers, numbers often have no name
        name = str(uid)
    return Actor(f"os:{name}", "operator")


def open_identity(settings: Settings, clock: Clock) -> Identity | None:
    """Who checks identity tokens; None where no issuer is trusted.

    Raises:
        ConfigurationError: the issuer's address is not safe, or the extra `oidc` is missing.
    """
    if settings.tokens is None:
        return None
    try:
        from router.adapters.identity.oidc import OidcIdentity
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "TIERWISE_OIDC_ISSUER needs a package that is not installed. "
            "Run: pip install 'tierwise[oidc]'."
        ) from error
    return OidcIdentity(settings.tokens, clock=clock)
