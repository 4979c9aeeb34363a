"""What do the people and programs of the company ask?"""

from collections.abc import Mapping

from router.core.simulation.prompts.analyst import ANALYST
from router.core.simulation.prompts.developer import DEVELOPER
from router.core.simulation.prompts.finance import CLOSING, FINANCE
from router.core.simulation.prompts.leadership import MANAGER
from router.core.simulation.prompts.legal import LEGAL
from router.core.simulation.prompts.marketing import LAUNCH, MARKETING
from router.core.simulation.prompts.programs import (
    AGENT,
    INCIDENT,
    NIGHTLY,
    PIPELINE,
    RUNAWAY,
    STOLEN,
    SUPPORT_BOT,
)
from router.core.simulation.prompts.support import SUPPORT
from router.core.simulation.template import Template

__all__ = ["PROMPTS"]

PROMPTS: Mapping[str, tuple[Template, ...]] = {
    "developer": DEVELOPER,
    "analyst": ANALYST,
    "support": SUPPORT,
    "marketing": MARKETING,
    "legal": LEGAL,
    "finance": FINANCE,
    "manager": MANAGER,
    "closing": CLOSING,
    "launch": LAUNCH,
    "incident": INCIDENT,
    "pipeline": PIPELINE,
    "nightly": NIGHTLY,
    "support_bot": SUPPORT_BOT,
    "agent": AGENT,
    "runaway": RUNAWAY,
    "stolen": STOLEN,
}
"""The templates of each kind of work."""
