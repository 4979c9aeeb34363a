"""Is the network that is trained the one that is served, and does it learn from its teacher?"""

# ruff: noqa: E402 - what is tested needs torch.

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="part of the extra `train`")

from classifier.distilled import DistilledEncoder, DistilledWeights
from classifier.encoder import Passage, Vectors
from classifier.heads import HEADS
from classifier.pieces import PieceIds
from classifier.training.pressure import Tuition
from classifier.training.sentences import padded
from classifier.training.student import Student, StudentSettings, learn, reduced
from classifier.training.teacher import VECTOR_WIDTH, Answers

PIECES, WIDTH = 300, 16
SETTINGS = StudentSettings(
    seed=2, row_width=WIDTH, channels=24, dimensions=20, epochs=40, batch=16, dropout=0.0
)
NONE = np.zeros(0, np.int32)
# Pieces from here on occur in no prompt but for these two.
USED = 200
SHOUTS = (201, 204)
Views = tuple[PieceIds, ...]
pytestmark = pytest.mark.slow


def table() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(size=(PIECES, WIDTH)).astype(np.float32)


def views(count: int) -> list[Views]:
    """Pieces at random; the first view has one piece that tells its kind: 0, 1 or 2."""
    random = np.random.default_rng(1)
    found: list[Views] = []
    for index in range(count):
        last, system, context = (
            random.integers(3, USED, int(random.integers(least, 12))).astype(np.int32)
            for least in (5, 0, 0)
        )
        last[int(random.integers(1, len(last) - 1))] = index % 3
        found.append((last, system, context))
    return found


def tuition(count: int = 240) -> Tuition:
    """The teacher's answer is the kind of each prompt."""
    prompts = views(count)
    random = np.random.default_rng(2)
    kinds = np.arange(count) % 3
    answers = {h: np.zeros((count, len(labels)), np.float32) for h, labels in HEADS.items()}
    for said in answers.values():
        said[np.arange(count), kinds] = 1
    vectors = random.normal(size=(count, 3, VECTOR_WIDTH)).astype(np.float16)
    for index, prompt in enumerate(prompts):
        vectors[index, [not len(ids) for ids in prompt]] = 0
    return Tuition(
        calm=prompts,
        pressed=[[_pressed(views) for views in prompts]],
        is_plain=np.ones(count, np.bool_),
        answers=Answers(answers, vectors),
        weights=np.ones(count, np.float32),
    )


def _pressed(prompt: Views) -> Views:
    """The same with two shouts within the end marks of the view that asks."""
    last, system, context = prompt
    return (np.array([last[0], *SHOUTS, *last[1:]], np.int32), system, context)


def test_the_exported_encoder_is_the_student_but_for_the_rounding_of_rows() -> None:
    torch.manual_seed(0)
    student = Student(table(), settings=SETTINGS).eval()
    torch.nn.init.normal_(student.gate.weight)
    encoder = DistilledEncoder("served", student.export(table(), np.arange(PIECES)))
    texts = [ids for prompt in views(60) for ids in prompt if len(ids)]

    with torch.no_grad():
        trained = student.vectors(*padded(texts))[0].numpy()
    served = encoder.encode([Passage("", ids) for ids in texts])

    assert served.shape == trained.shape
    assert np.abs(served - trained).max() < 0.03 * np.abs(trained).max()
    assert np.corrcoef(served.ravel(), trained.ravel())[0, 1] > 0.9995


def test_without_rounding_they_are_the_same() -> None:
    torch.manual_seed(0)
    steps = np.random.default_rng(0).integers(-127, 128, size=(PIECES, WIDTH)).astype(np.float32)
    steps[:, 0] = 127
    student = Student(steps, settings=SETTINGS).eval()
    student.normal = torch.nn.Identity()
    encoder = DistilledEncoder("served", student.export(steps, np.arange(PIECES)))
    texts = [ids for prompt in views(40) for ids in prompt if len(ids)]

    with torch.no_grad():
        trained = student.vectors(*padded(texts))[0].numpy()
    served = encoder.encode([Passage("", ids) for ids in texts])

    assert np.abs(served - trained).max() < 1e-5 * np.abs(trained).max()


def test_padding_changes_no_vector() -> None:
    student = Student(table(), settings=SETTINGS).eval()
    texts = [ids for prompt in views(10) for ids in prompt if len(ids)]
    with torch.no_grad():
        together = student.vectors(*padded(texts))[0]
        alone = torch.cat([student.vectors(*padded([ids]))[0] for ids in texts])
    assert float((together - alone).abs().max()) < 1e-5


def test_the_student_learns_what_the_teacher_says_and_is_the_same_from_the_same_seed() -> None:
    told: list[int] = []
    lesson = tuition()
    first, second = (
        learn(lesson, table(), settings=SETTINGS, on_step=told.append) for _ in range(2)
    )

    for name in type(first).names():
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    assert sum(told) == 2 * SETTINGS.epochs * len(lesson.calm)
    vectors = DistilledEncoder("s", first).encode([Passage("", one[0]) for one in lesson.calm])
    kinds = lesson.answers.probabilities["priority"].argmax(axis=1)
    design = np.c_[vectors, np.ones(len(vectors))]
    fitted, *_ = np.linalg.lstsq(design, np.eye(3)[kinds], rcond=None)
    assert ((design @ fitted).argmax(axis=1) == kinds).mean() > 0.9


def gates_of(weights: DistilledWeights, ids: PieceIds) -> Vectors:
    """How far the gate is open at each piece."""

    def convolved(rows: Vectors, layer: Vectors, bias: Vectors) -> Vectors:
        wide = np.pad(rows, ((1, 1), (0, 0)))
        sums = np.c_[wide[:-2], wide[1:-1], wide[2:]] @ layer + bias
        return np.asarray(np.maximum(sums, 0), np.float32)

    rows = weights.rows[ids] * weights.scales[ids, np.newaxis]
    near = convolved(rows, weights.first, weights.first_bias)
    far = convolved(near, weights.second, weights.second_bias)
    return np.asarray(1 / (1 + np.exp(-(far @ weights.gate + weights.gate_bias))), np.float32)


def test_gates_learn_which_pieces_are_pressure() -> None:
    weights = learn(tuition(), table(), settings=SETTINGS, on_step=lambda _: None)

    ids = [_pressed(prompt)[0] for prompt in tuition(40).calm]
    gates = np.concatenate([gates_of(weights, one) for one in ids])
    is_shout = np.isin(np.concatenate(ids), SHOUTS)

    assert gates[is_shout].mean() < 0.2
    assert gates[~is_shout].mean() > 0.8


def test_rows_of_pieces_that_never_occur_only_change_as_all_rows_do() -> None:
    """The normalisation of the rows is trained; it scales and shifts each column of all rows."""
    settings = StudentSettings(
        seed=2, row_width=WIDTH, channels=8, dimensions=8, epochs=10, batch=16, row_rate=0.1
    )
    lesson = tuition(240)
    weights = learn(lesson, table(), settings=settings, on_step=lambda _: None)

    trained = weights.rows * weights.scales[:, np.newaxis]
    given = table()
    given = (given - given.mean(1, keepdims=True)) / given.std(1, keepdims=True)
    unused = np.arange(max(SHOUTS) + 1, PIECES)
    occurring = np.unique(np.concatenate([ids for views_of in lesson.calm for ids in views_of]))
    for column in range(WIDTH):
        line = np.polyfit(given[unused, column], trained[unused, column], 1)
        errors = np.abs(np.polyval(line, given[:, column]) - trained[:, column])
        assert errors[unused].max() < 0.02
        assert np.median(errors[occurring]) > 0.2


def test_reduced_rows_keep_the_directions_in_which_common_pieces_differ() -> None:
    random = np.random.default_rng(0)
    wide = random.normal(size=(PIECES, 40)).astype(np.float32) * 0.01
    wide[:, 3] += random.normal(size=PIECES).astype(np.float32) * 5
    wide[USED:, 7] += 50  # only pieces that never occur

    rows = reduced(wide, views(400), width=2)

    assert rows.shape == (PIECES, 2)
    assert abs(np.corrcoef(rows[:USED, 0], wide[:USED, 3])[0, 1]) > 0.999
    assert (rows[:USED] ** 2).mean() == pytest.approx(1, rel=0.01)
