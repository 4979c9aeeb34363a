"""Feature group `code`: whether the conversation carries program text, logs or queries."""

from classifier.features.marks import Marks
from classifier.features.reading import Reading

__all__ = ["Code"]

# What a page shows, the rest repeats; counting is most of the time that this group takes.
SAMPLE_CHARS = 1_500

MARKS = {
    "fences": ("```",),
    "braces": ("{", "}"),
    "calls": ("(", ")"),
    "statement_ends": (";\n", ":\n", ");", "};"),
    "definitions": ("def ", "class ", "function ", "fn ", "func ", "const ", "public ", "void "),
    "imports": ("import ", "#include", "require(", "using "),
    "operators": ("=>", "==", "!=", "->", "&&", "+=", "::"),
    "queries": ("SELECT ", "select ", " FROM ", "WHERE ", "JOIN ", "GROUP BY"),
    "markup": ("</", "/>", "<div", "<p>"),
    "traces": ("Traceback", "Exception", "Error:", "\tat ", " at ", 'File "', "panic", "errno"),
    "log_levels": ("ERROR", "WARN", "INFO", "FATAL", "DEBUG"),
    "paths": ("./", ".py", ".js", ".ts", ".go", ".java", ".yaml", ".yml", ".sql", "/etc/"),
}


_MARKS = Marks(MARKS)


class Code:
    """Logarithms of how often the marks of each kind occur."""

    name = "code"
    feature_names = tuple(f"code_{kind}" for kind in MARKS)

    def row(self, reading: Reading) -> list[float]:
        """The numbers of one prompt."""
        text = f"{reading.views.last[:SAMPLE_CHARS]}\n{reading.views.context[-SAMPLE_CHARS:]}"
        return _MARKS.logs(text)
