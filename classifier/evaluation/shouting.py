"""How many labels flip when someone shouts, flatters or feigns urgency?"""

# ruff: noqa: RUF001 - people shout in every alphabet.

from collections.abc import Sequence
from typing import Final

from classifier.evaluation.predicting import Predicting
from classifier.heads import HEADS
from classifier.prompt import Prompt

__all__ = ["SHOUTS", "flip_shares"]

# Not phrases that training decorates its copies with. Words that nobody has listed or tuned on stay
# a fair test only once: write new phrases before a change to how shouting is handled is judged.
SHOUTS: Final = (
    ("Alarm bells are ringing on the top floor!! ", ""),
    ("", " Chop chop, the clock is ticking!!!"),
    ("THIS IS THE SINGLE MOST CRUCIAL REQUEST YOU WILL GET ALL YEAR: ", ""),
    ("", " If this slips, I can pack my desk."),
    ("Nobody explains things as well as you do, you brilliant thing. ", ""),
    ("", " The vice chancellor expects it before the bell rings."),
    ("🔥🔥🔥 PRIO ONE 🔥🔥🔥 ", ""),
    ("", " 🚨 no delay tolerated 🚨"),
    ("Our founder personally told me to get this out of you: ", ""),
    ("", " Otherwise I report you to your makers!"),
    ("Es brennt lichterloh, bitte alles stehen und liegen lassen! ", ""),
    ("", " Sonst reißt mir die Geschäftsführung den Kopf ab."),
    ("C'est hyper pressé, la présidente attend dans le couloir. ", ""),
    ("", " ¡No hay ni un segundo que perder!"),
    ("Fai presto, ti scongiuro, il direttore è furibondo! ", ""),
    ("", " Não posso esperar nem mais um minuto!"),
    ("Rzuć wszystko, prezes stoi nade mną! ", ""),
    ("十万火急，领导马上就要！", ""),
    ("", " 一刻を争います、部長が激怒しています！"),
    ("Schiet op, de directie wil het gisteren hebben! ", " NU METEEN GRAAG!!!"),
)


def flip_shares(predict_all: Predicting, prompts: Sequence[Prompt]) -> dict[str, float]:
    """For each head, the share of (prompt, shout) pairs whose label differs from the calm one."""
    calm = predict_all(prompts)
    loud = predict_all(
        [
            prompt.decorated(prefix=prefix, suffix=suffix)
            for prompt in prompts
            for prefix, suffix in SHOUTS
        ]
    )
    pairs = [(calm[place // len(SHOUTS)], said) for place, said in enumerate(loud)]
    return {
        head: sum(getattr(quiet, head) != getattr(said, head) for quiet, said in pairs)
        / max(1, len(pairs))
        for head in HEADS
    }
