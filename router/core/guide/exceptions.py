"""Which tasks fare otherwise than the table says, in words?"""

from collections import defaultdict

from classifier.labels import Complexity, Priority, Task
from router.core.guide.matrix import Answer, Matrix
from router.core.rules.phrases import listed

__all__ = ["exceptions_in_words"]

Places = dict[Priority, list[Complexity]]


def exceptions_in_words(matrix: Matrix) -> tuple[str, ...]:
    """A sentence for the tasks that fare alike."""
    by_task: dict[Task, dict[Answer, Places]] = defaultdict(dict)
    for cell in matrix.cells:
        for task, answer in cell.others.items():
            places = by_task[task].setdefault(answer, defaultdict(list))
            places[cell.priority].append(cell.complexity)
    alike: dict[str, list[Task]] = defaultdict(list)
    for task in Task:
        if task in by_task:
            alike[_said(by_task[task])].append(task)
    return tuple(
        f"Otherwise for {listed((t.replace('_', ' ') for t in tasks), word='and')}: {said}."
        for said, tasks in alike.items()
    )


def _said(answers: dict[Answer, Places]) -> str:
    return "; ".join(f"{answer.words} {_where(places)}" for answer, places in answers.items())


def _where(places: Places) -> str:
    whole = [priority for priority, found in places.items() if len(found) == len(Complexity)]
    parts = [f"at {listed(whole)} priority"] if whole else []
    by_complexities: dict[str, list[Priority]] = defaultdict(list)
    for priority, found in places.items():
        if priority not in whole:
            by_complexities[listed(found)].append(priority)
    parts += [
        f"at {listed(priorities)} priority and {complexities} complexity"
        for complexities, priorities in by_complexities.items()
    ]
    return listed(parts, word="and")
