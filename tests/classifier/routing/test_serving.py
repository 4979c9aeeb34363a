"""Do outcomes make served difficulty and abilities better?"""

import numpy as np

from classifier.prompt import Prompt
from classifier.routing.pretrained import PretrainedDifficulty
from classifier.routing.serving import learn_served, public_served
from tests.classifier.routing import invented

KNOWN = invented.outcomes(400)
PUBLIC = PretrainedDifficulty.load()


def test_own_outcomes_teach_which_prompts_are_hard_and_who_is_strong() -> None:
    learnt = learn_served(KNOWN, tasks=["math"] * len(KNOWN), pretrained=PUBLIC)
    new = invented.outcomes(200, seed=1)
    truth = invented.difficulty_of(new)

    served = [learnt.difficulty(Prompt.from_text(prompt)) for prompt in new.prompts]
    before = [public_served(PUBLIC).difficulty(Prompt.from_text(p)) for p in new.prompts]

    after_fit = np.corrcoef(np.array(served, float), truth)[0, 1]
    assert after_fit > max(0.8, np.corrcoef(np.array(before, float), truth)[0, 1])
    assert learnt.abilities["small"]["default"] < learnt.abilities["large"]["default"]


def test_without_public_difficulty_only_own_outcomes_count() -> None:
    learnt = learn_served(KNOWN, tasks=["math"] * len(KNOWN), pretrained=None)

    assert not np.allclose(learnt.weights, public_served(PUBLIC).weights)
    assert learnt.weights.any()
