"""Fills the marked blocks of docs/model.md from the declarations of the model.

``python docs/build.py`` writes them, ``python docs/build.py --check`` only says what is stale.
A block stands between ``<!-- generated: name -->`` and ``<!-- end -->``; its name is a key of
``BLOCKS`` or ``rule table.function``.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

import coopsim.rules
from coopsim.ledger import FLOWS
from coopsim.metrics import METRICS
from coopsim.model.now import Now
from coopsim.model.village import Village
from coopsim.params import Param
from coopsim.rules import health
from coopsim.scenario import PARAMS, TABLES
from coopsim.state import Cooperatives, Households, NationalFund, Places
from coopsim.text import sources

DOCUMENT = Path(__file__).with_name("model.md")
PACKAGE = Path(coopsim.rules.__file__).parents[1]
BLOCK = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A Markdown table."""
    lines = [list(heads)]
    lines += [["---"] * len(lines[0])]
    lines += [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(value: Any) -> str:
    """A number as it is written in a scenario."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return str(value)


def parameters() -> str:
    """Every parameter, group by group."""
    text = []
    for group, terms in TABLES.items():
        rows = [_parameter(one) for one in PARAMS.values() if one.table == group]
        heads = (
            "name",
            "default",
            "allowed",
            "unit",
            "what it is",
            "who sets it",
            "grade",
            "source",
        )
        text.append(f"**`{group}`** – {inspect.getdoc(terms)}\n\n{table(heads, rows)}")
    return "\n".join(text)


def _parameter(one: Param) -> Iterator[str]:
    allowed = f"{number(one.low)} to {number(one.high)}"
    if one.kind == "choice":
        allowed = ", ".join(one.choices)
    yield from (f"`{one.name}`", number(one.default))
    yield "true, false" if one.kind == "yes/no" else allowed
    unit = one.unit or {"choice": "one of these", "yes/no": "yes or no"}.get(one.kind, "")
    yield f"{unit}, whole" if one.kind == "whole" else unit
    yield from (one.label, one.role, one.grade, one.source)


def columns() -> str:
    """The columns of every table of the state."""
    text = []
    for letter, cls in zip("hcfp", (Households, Cooperatives, NationalFund, Places), strict=True):
        rows = []
        for field in attrs.fields(cls):
            about = field.metadata
            kind = about["dtype"] + (f" × {about['width']}" if about["width"] else "")
            rows.append(
                (f"`{letter}.{field.name}`", kind, about["unit"], about["meaning"], about["by"])
            )
        heads = ("column", "type", "unit", "meaning", "declared writer")
        text.append(f"**{cls.__name__}** – {inspect.getdoc(cls)}\n\n{table(heads, rows)}")
    return "\n".join(text)


def scratch() -> str:
    """The scratch of a month."""
    rows = []
    for field in attrs.fields(Now):
        about = field.metadata
        of = f"{about['deep']} × {about['of']}" if about.get("deep") else about["of"]
        kind = about["dtype"]
        rows.append((f"`now.{field.name}`", of, kind, about["unit"], about["meaning"]))
    return table(("column", "one for each of", "type", "unit", "meaning"), rows)


def flows() -> str:
    """Every flow of money with its legs."""
    rows = []
    for flow in FLOWS:
        legs = " ".join(
            ("@" if leg.table == "@" else f"{leg.table}.") + leg.account + "−+"[leg.sign > 0]
            for leg in flow.legs
        )
        rows.append((f"`{flow.name}`", flow.actor, legs, flow.meaning, flow.line, flow.cash_line))
    heads = ("flow", "booked for", "legs", "meaning", "statement of surplus", "cash flow statement")
    return table(heads, rows)


def metrics() -> str:
    """Every metric."""
    rows = [(f"`{one.name}`", one.unit, one.label, one.over_time) for one in METRICS]
    return table(("metric", "unit", "what it is", "over a year"), rows)


def order() -> str:
    """The verbs of a month, from ``Village.step``."""
    source = inspect.getsource(Village.step)
    found = re.findall(r'self\._do\(\w+, "(\w+)"\)\s*# (.+)', source)
    asked = len(re.findall(r"self\._do\(", source))
    if len(found) != asked:
        raise SystemExit("Village.step: a verb without a comment; every verb says what happens")
    rows = [("set the terms", "terms in force from the base and the dated policies"), *found]
    return "".join(f"{place}. **{name}** – {what}\n" for place, (name, what) in enumerate(rows, 1))


def aspects() -> str:
    """The aspects of the health score and the ramps they stand on."""
    weights = [(one.name, one.indonesian, number(one.weight), one.source) for one in health.ASPECTS]
    ramps = [
        (f"`{name}`", number(one.zero), number(one.full), one.why, one.grade)
        for name, one in vars(health).items()
        if isinstance(one, health.Ramp)
    ]
    first = table(("aspect", "Indonesian", "weight", "source of the weight"), weights)
    heads = ("ramp", "0 points at", "100 points at", "why", "grade")
    return f"{first}\n{table(heads, ramps)}"


# ------------------------------------------------------------------------------- random draws

Call = tuple[str, str, str]
"""The purpose of a draw, its size, and the function that asks for it."""
SIZES = {
    "draw": "household", "draw_for": "household", "draw_cooperatives": "cooperative",
    "of_households": "household", "of_cooperatives": "cooperative",
}  # fmt: skip
SPECIAL = {
    "2": "crop and fish", "places + 1": "one for all, then district",
    "len(c.health)": "cooperative, of copies too",
}  # fmt: skip


def draws() -> str:
    """Every purpose a random number is drawn for, found in the source."""
    rows = []
    for folder, when in (("found", "once"), ("model", "every month")):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            for purpose, size, where in purposes(path):
                place = path.relative_to(PACKAGE).as_posix()
                rows.append((f"`{purpose}`", size, when, f"`{where}` in `{place}`"))
    return table(("purpose", "one number a", "drawn", "by"), rows)


def purposes(path: Path) -> Iterator[Call]:
    """The draws of one file; a function that passes a purpose on is followed to its callers."""
    passing = _passing(path.parent)
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(function, ast.FunctionDef):
            yield from _asked(function, passing)


@cache
def _passing(folder: Path) -> dict[str, tuple[int, str]]:
    """Functions that draw for a purpose they are given: its place among the arguments, the size."""
    found = {}
    for path in folder.glob("*.py"):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef):
                names = [one.arg for one in function.args.args]
                for argument, size in _drawn(function):
                    if isinstance(argument, ast.Name) and argument.id in names:
                        found[function.name] = (names.index(argument.id), size)
    return found


def _drawn(function: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The purpose and the size of each draw a function makes itself."""
    for node in ast.walk(function):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in SIZES:
            several = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
            yield node.args[0], SPECIAL.get(several, SIZES[node.func.attr])


def _asked(function: ast.FunctionDef, passing: dict[str, tuple[int, str]]) -> Iterator[Call]:
    """The draws a function asks for, itself, by a helper within it, or by one that passes on."""
    prefix = ""
    for argument, size in _drawn(function):
        if isinstance(argument, ast.JoinedStr):
            prefix = str(ast.literal_eval(argument.values[0]))
        for purpose in _words(argument, function):
            yield purpose, size, function.name
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "draw" and prefix:
                yield prefix + ast.literal_eval(node.args[0]), prefix.strip(), function.name
            elif node.func.id in passing:
                place, size = passing[node.func.id]
                for purpose in _words(node.args[place], function):
                    yield purpose, size, function.name


def _words(argument: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """The words a purpose can be: itself, or what a loop in the function puts there."""
    if isinstance(argument, ast.Constant):
        yield argument.value
    for loop in ast.walk(function):
        if isinstance(loop, ast.For) and isinstance(argument, ast.Name):
            names = [getattr(one, "id", "") for one in getattr(loop.target, "elts", [])]
            if argument.id in names:
                for row in getattr(loop.iter, "elts", []):
                    yield ast.literal_eval(row.elts[names.index(argument.id)])


# ---------------------------------------------------------------------------------- formulas

PLAIN = {"minimum": "min", "maximum": "max", "rint": "round", "isnan": "isnan", "mod": "mod"}
WIDE = 100
"""Characters of a line of a formula."""
SAME = {"asarray", "atleast_1d", "broadcast_to"}
"""Functions that give back the numbers they get."""


class Plain(ast.NodeTransformer):
    """Turns an expression over columns into the same arithmetic on single numbers."""

    def __init__(self, terms: str) -> None:
        self.terms = terms

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name.startswith("np."):
            return _plain_call(name[3:], node)
        if name.endswith(".astype") and isinstance(node.func, ast.Attribute):
            return node.func.value
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "terms":
            return ast.Attribute(ast.Name(self.terms), node.attr)
        return ast.Name(node.attr) if ast.unparse(node) in ("np.pi", "np.nan") else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.BitAnd | ast.BitOr):
            return node
        word = ast.And() if isinstance(node.op, ast.BitAnd) else ast.Or()
        return ast.BoolOp(word, [node.left, node.right])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return ast.UnaryOp(ast.Not(), node.operand) if isinstance(node.op, ast.Invert) else node


def _plain_call(name: str, node: ast.Call) -> ast.AST:
    if name in SAME:
        return node.args[0]
    if name == "where":
        return ast.IfExp(node.args[0], node.args[1], node.args[2])
    if name == "choose" and isinstance(node.args[1], ast.List | ast.ListComp):
        choices = node.args[1]
        several = (
            ast.Tuple(choices.elts) if isinstance(choices, ast.List) else ast.Name("by_channel")
        )
        return ast.Subscript(several, node.args[0])
    return ast.Call(ast.Name(PLAIN.get(name, name)), node.args, node.keywords)


def rule(full_name: str) -> str:
    """The arithmetic of a rule, with its words, as it stands in the source."""
    group, name = full_name.split(".")
    function = getattr(_module(group), name)
    (tree,) = ast.parse(inspect.getsource(function)).body
    assert isinstance(tree, ast.FunctionDef)
    signature = inspect.signature(function)
    names = [one for one in signature.parameters if one != "terms"]
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    plain = Plain(_terms_table(group, signature))
    lines = [ast.unparse(ast.fix_missing_locations(plain.visit(one))) for one in body]
    words = (inspect.getdoc(function) or "").split(">>>")[0].strip()
    code = "\n".join(_wrapped(f"    {line}") for text in lines for line in text.splitlines())
    return f"{words}\n\n```\n{name}({', '.join(names)}):\n{code}\n```\n"


def _wrapped(line: str) -> str:
    """A long line broken after a comma or before an operator, the rest set in."""
    parts = []
    while len(line) > WIDE:
        places = [one.start() for one in re.finditer(r"(?<=,) | (?=[+-] )| (?=(?:and|or) )", line)]
        places = [place for place in places if 20 < place <= WIDE]
        if not places:
            break
        parts.append(line[: places[-1]])
        line = " " * 8 + line[places[-1] + 1 :]
    return "\n".join([*parts, line])


def _module(group: str) -> ModuleType:
    return __import__(f"coopsim.rules.{group}", fromlist=[group])


def _terms_table(group: str, signature: inspect.Signature) -> str:
    """The group of parameters a rule's ``terms`` are."""
    if "terms" not in signature.parameters:
        return "terms"
    wanted = str(signature.parameters["terms"].annotation)
    return next(name for name, cls in TABLES.items() if cls.__name__ == wanted)


def rules_used() -> set[str]:
    """Rules that the opening world and the verbs call, as ``table.function``."""
    found = set()
    for folder in ("found", "model"):
        for path in (PACKAGE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                    "coopsim.rules."
                ):
                    group = (node.module or "").rsplit(".", 1)[1]
                    found |= {f"{group}.{one.name}" for one in node.names if one.name.islower()}
    return found


def flows_moved() -> set[str]:
    """Flows that the verbs and the opening world book: named in the source, in any form."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("found", "model")
        for path in (PACKAGE / folder).rglob("*.py")
    )
    built = {f"{who}_{what}" for who in ("fund", "bank") for what in ("interest_paid", "repaid")}
    shared = {f"to_{one}" for one in ("board", "staff", "education", "social")}
    return {f.name for f in FLOWS if f'"{f.name}"' in text or f.name in built | shared}


def listed_sources() -> str:
    """What the keys of sources stand for."""
    rows = (f"- **{one.key}** {one.title} — {' ; '.join(one.links)}" for one in sources().values())
    return "\n".join(rows) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "parameters": parameters,
    "columns": columns,
    "scratch": scratch,
    "flows": flows,
    "metrics": metrics,
    "order": order,
    "draws": draws,
    "health": aspects,
    "sources": listed_sources,
}


def built(text: str) -> str:
    """The document with every marked block filled."""

    def fill(match: re.Match[str]) -> str:
        name = match[2]
        made = rule(name[5:]) if name.startswith("rule ") else BLOCKS[name]()
        return f"{match[1]}\n{made}\n{match[3]}"

    return BLOCK.sub(fill, text)


def stale() -> list[str]:
    """Names of the blocks of the document that differ from what the source says."""
    text = DOCUMENT.read_text(encoding="utf-8")
    now, then = BLOCK.finditer(built(text)), BLOCK.finditer(text)
    return [old[2] for new, old in zip(now, then, strict=True) if new[0] != old[0]]


def main(arguments: list[str]) -> int:
    """Fill the blocks, or say which are stale."""
    found = stale()
    if "--check" in arguments:
        for name in found:
            sys.stdout.write(f"docs/model.md: '{name}' is stale; run python docs/build.py\n")
        return 1 if found else 0
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(built(text), encoding="utf-8")
    sys.stdout.write(f"docs/model.md: {len(found)} blocks renewed\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
