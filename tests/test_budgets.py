"""The budgets that keep coopsim readable, held on every file of the package.

A file over its budget is split: a module becomes a package of the same name, a long function
becomes named steps, a long list of arguments becomes one declared thing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import coopsim

ROOT = Path(coopsim.__file__).parent
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))

MODULE_LINES = 300
FUNCTION_LINES = 40
CLASS_LINES = 150
ARGUMENTS = 7
RULE_ARGUMENTS = 10
RULE_POSITIONAL = 3

# Streams builds its generator from these; everything else in numpy.random is global or unkeyed.
BUILDERS = {"BitGenerator", "Generator", "Philox", "SeedSequence"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("file", FILES)
def test_file_is_within_its_budgets(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert not list(offences(source, file))


def offences(source: str, file: str) -> Iterator[str]:
    """What is wrong with one file, each with its line."""
    tree = ast.parse(source)
    lines = source.splitlines()
    if len(lines) > MODULE_LINES:
        yield f"{file}: {len(lines)} lines; a module has at most {MODULE_LINES}"
    for node in ast.walk(tree):
        for what in _faults(node, lines, file):
            yield f"{file}:{getattr(node, 'lineno', 0)}: {what}"
    for node in _public(tree):
        if not ast.get_docstring(node):
            yield f"{file}:{node.lineno}: {node.name} has no docstring"


def _faults(node: ast.AST, lines: list[str], file: str) -> Iterator[str]:
    if isinstance(node, Function):
        if (count := _code_lines(node, lines)) > FUNCTION_LINES:
            yield f"{node.name}: {count} code lines; a function has at most {FUNCTION_LINES}"
        yield from _argument_faults(node, file)
    elif isinstance(node, ast.ClassDef):
        if (count := _length(node)) > CLASS_LINES:
            yield f"{node.name}: {count} lines; a class has at most {CLASS_LINES}"
    elif isinstance(node, ast.ExceptHandler) and node.type is None:
        yield "bare except; name the error"
    elif name := _unkeyed_random(node):
        yield f"{name}: chance comes from coopsim.streams, by purpose, month and row"


def _argument_faults(node: Function, file: str) -> Iterator[str]:
    if file.startswith("cli/"):
        return  # typer wants one argument an option
    positional = [*node.args.posonlyargs, *node.args.args]
    if positional and positional[0].arg in ("self", "cls"):
        positional = positional[1:]
    stars = (node.args.vararg is not None) + (node.args.kwarg is not None)
    count = len(positional) + len(node.args.kwonlyargs) + stars
    allowed = RULE_ARGUMENTS if file.startswith("rules/") else ARGUMENTS
    if count > allowed:
        yield f"{node.name}: {count} arguments; at most {allowed} here"
    if file.startswith("rules/") and len(positional) > RULE_POSITIONAL:
        yield f"{node.name}: arguments of a rule are keyword-only after the third"


def _code_lines(node: Function, lines: list[str]) -> int:
    """Lines of a function that are not blank, not a comment and not its docstring."""
    skipped: set[int] = set()
    if ast.get_docstring(node) is not None:
        skipped.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    numbers = range(node.lineno, (node.end_lineno or 0) + 1)
    text = (lines[number - 1].strip() for number in numbers if number not in skipped)
    return sum(bool(line) and not line.startswith("#") for line in text)


def _length(node: ast.ClassDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _unkeyed_random(node: ast.AST) -> str:
    """The name of a generator that is global, shared or unkeyed, or an empty string."""
    if isinstance(node, ast.Import):
        wrong = [alias.name for alias in node.names if alias.name in ("random", "numpy.random")]
        return wrong[0] if wrong else ""
    if isinstance(node, ast.ImportFrom):
        wrong = [alias.name for alias in node.names if alias.name not in BUILDERS]
        if node.module == "random" or (node.module == "numpy.random" and wrong):
            return f"{node.module}.{wrong[0] if wrong else node.names[0].name}"
        return ""
    if isinstance(node, ast.Attribute):
        name = ast.unparse(node)
        owner, _, last = name.rpartition(".")
        if owner in ("np.random", "numpy.random") and last not in BUILDERS:
            return name
        if last in ("random", "rng") and owner.split(".")[-1] in ("model", "_model"):
            return name
    return ""


def _public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Public functions and classes of a module, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                methods = (part for part in node.body if isinstance(part, Function))
                yield from (method for method in methods if not method.name.startswith("_"))


# ------------------------------------------------------- the checker catches what it should catch

LONG_BODY = "\n".join(f"    x{i} = {i}" for i in range(40))

CASES = {
    "a long module": ("x = 1\n" * 301, "file.py", "301 lines"),
    "a long function": (f'def f():\n    """Doc."""\n{LONG_BODY}\n', "file.py", "41 code lines"),
    "a long class": ('class A:\n    """Doc."""\n' + "    x = 1\n" * 149, "file.py", "151 lines"),
    "eight arguments": ("def _f(a, b, c, d, *, e, f, g, h): ...\n", "file.py", "8 arguments"),
    "eleven in a rule": (
        "def _f(a, b, c, *, d, e, f, g, h, i, j, k): ...\n", "rules/x.py", "11 arguments"),
    "four positional in a rule": ("def _f(a, b, c, d): ...\n", "rules/x.py", "keyword-only"),
    "stars": ("def _f(a, b, c, d, e, f, *g, **h): ...\n", "file.py", "8 arguments"),
    "a bare except": ("try:\n    x = 1\nexcept:\n    pass\n", "file.py", "bare except"),
    "a global draw": ("import numpy as np\nx = np.random.rand(3)\n", "file.py", "np.random.rand"),
    "an unkeyed generator": ("g = np.random.default_rng(1)\n", "file.py", "default_rng"),
    "an imported draw": ("from numpy.random import rand\n", "file.py", "numpy.random.rand"),
    "the standard library's": ("import random\n", "file.py", "random:"),
    "Mesa's generator": ("x = self.model.random.random()\n", "file.py", "self.model.random"),
    "an undocumented function": ("def f(): ...\n", "file.py", "f has no docstring"),
    "an undocumented class": ("class A: ...\n", "file.py", "A has no docstring"),
    "an undocumented method": (
        'class A:\n    """Doc."""\n    def f(self): ...\n', "file.py", "f has no docstring"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_checker_catches(case: str) -> None:
    source, file, message = CASES[case]
    found = list(offences(source, file))
    assert len(found) == 1, found
    assert message in found[0]


ALLOWED = '''
import numpy as np


def f(a, b, c, d, *, e, f, g):
    """A docstring

    of several lines.
    """
    # a comment

    return np.random.Philox(key=0)


class A:
    """Doc."""

    def _helper(self): ...

    def g(self, a, b, c, d, e, f, g):
        """Doc."""
        try:
            return self._generator.random(3)
        except ValueError:
            return None
'''


def test_checker_lets_the_rest_pass() -> None:
    assert not list(offences(ALLOWED, "file.py"))
    assert not list(offences("def _f(a, b, c, *, d, e, f, g, h, i, j): ...\n", "rules/x.py"))
    assert not list(offences("def _f(a, b, c, d, e, f, g, h): ...\n", "cli/x.py"))
    exactly = f'def f():\n    """Doc."""\n    # why\n\n{LONG_BODY[: LONG_BODY.rindex(chr(10))]}\n'
    assert not list(offences(exactly, "file.py"))
