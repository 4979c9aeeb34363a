"""What does a prompt ask for, what is at stake, and how hard is it?

Only the labels are imported here: they are what other packages need at import time. Everything
that needs numpy, scikit-learn or a trained artifact is imported from its own module.
"""

from classifier.labels import Complexity, Label, Priority, Task

__all__ = ["Complexity", "Label", "Priority", "Task"]
