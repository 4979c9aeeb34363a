"""How is a length of time said in a sentence?"""

__all__ = ["span"]


def span(seconds: float) -> str:
    """Such as `41 s`, `12 min` or `5.5 h`."""
    if seconds < 120:
        return f"{max(1.0, seconds):.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
