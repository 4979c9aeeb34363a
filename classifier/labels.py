"""Which labels does a prompt get, and what does each of them mean?

The definitions are those of the written labelling guide. The short form is kept beside each
member so that a report, a card or a console can show what a label means without a second copy.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ["Complexity", "Label", "Priority", "Task"]


class Label(StrEnum):
    """A string label with a written definition."""

    @property
    def definition(self) -> str:
        """When a prompt gets this label."""
        return _DEFINITIONS[self]


class Priority(Label):
    """Business priority: what a poor answer costs the organisation, from least to most.

    Judge the stakes that the content shows, not the words that the sender shouts.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Complexity(Label):
    """Complexity: what the task demands of a model, from least to most. Length is no measure."""

    TRIVIAL = "trivial"
    MODERATE = "moderate"
    DEMANDING = "demanding"


class Task(Label):
    """Kind of work. The final deliverable decides where several fit."""

    CHAT = "chat"
    FORMATTING = "formatting"
    EXTRACTION = "extraction"
    CLASSIFICATION = "classification"
    TRANSLATION = "translation"
    REWRITING = "rewriting"
    DRAFTING = "drafting"
    SUMMARISATION = "summarisation"
    QA = "qa"
    EXPLANATION = "explanation"
    BRAINSTORMING = "brainstorming"
    CODE_SNIPPET = "code_snippet"
    CODE_ENGINEERING = "code_engineering"
    DEBUGGING = "debugging"
    DATA_ANALYSIS = "data_analysis"
    MATH = "math"
    REASONING = "reasoning"
    PLANNING = "planning"
    PROFESSIONAL_ADVICE = "professional_advice"
    AGENT_STEP = "agent_step"


_DEFINITIONS: Final[Mapping[Label, str]] = {
    Priority.LOW: "nobody is hurt and little is lost: private use, chat, trivia, throw-away work",
    Priority.NORMAL: "an ordinary work product that somebody checks before it matters",
    Priority.HIGH: (
        "it reaches customers, regulators, courts, patients, the board or production; "
        "money, safety, security, jobs or rights hang on it; or it is hard to undo"
    ),
    Complexity.TRIVIAL: (
        "a fixed transformation, a lookup or boilerplate that any small model gets right"
    ),
    Complexity.MODERATE: (
        "several ordinary steps or constraints at once, common knowledge, some composition"
    ),
    Complexity.DEMANDING: (
        "multi-step reasoning, specialist knowledge, long-context synthesis, a design "
        "with trade-offs, a proof, a hard bug"
    ),
    Task.CHAT: "small talk, thanks, company, play",
    Task.FORMATTING: "a change of shape or markup that leaves the content alone",
    Task.EXTRACTION: "named fields or facts pulled out of a given text",
    Task.CLASSIFICATION: "one of several given labels chosen for a given text",
    Task.TRANSLATION: "the same text in another language",
    Task.REWRITING: "the same content in better, shorter or differently toned words",
    Task.DRAFTING: "a new text written to a purpose",
    Task.SUMMARISATION: "the gist of a given text",
    Task.QA: "a question with a short factual answer",
    Task.EXPLANATION: "a concept, a text or code made understandable",
    Task.BRAINSTORMING: "many ideas, names or options",
    Task.CODE_SNIPPET: "a small self-contained piece of code, query or command",
    Task.CODE_ENGINEERING: "code in the context of a system: design, refactor",
    Task.DEBUGGING: "the cause of a fault, and its repair",
    Task.DATA_ANALYSIS: "figures or tables interpreted, computed or modelled",
    Task.MATH: "a calculation, an equation or a proof",
    Task.REASONING: "a puzzle, an argument or a judgement by logic",
    Task.PLANNING: "steps, schedules, strategies",
    Task.PROFESSIONAL_ADVICE: "legal, medical, financial, personnel or security advice",
    Task.AGENT_STEP: "one turn of a tool-calling loop",
}
