"""Fitted values as a preset: a short file that extends the original and says where from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from coopsim.calibration.fitting import Fit
from coopsim.calibration.plan import CalibrationError
from coopsim.files import load_scenario, preset_names
from coopsim.results import write_whole
from coopsim.scenario import PARAMS
from coopsim.version import __version__


def refuse_target(path: Path) -> None:
    """Raise ``CalibrationError`` if a fitted preset may not be written there.

    A file that exists is never overwritten, and no file takes the name of a preset.
    """
    if path.suffix != ".toml":
        raise CalibrationError(f"{path}: a scenario is a .toml file.")
    if path.stem in preset_names():
        raise CalibrationError(f"{path}: '{path.stem}' is a preset. Give the file another name.")
    if path.exists():
        raise CalibrationError(f"{path}: it exists and is not overwritten. Give another name.")


def write_fitted(found: Fit, preset: str, path: Path) -> Path:
    """Write the fitted values as a scenario file that extends ``preset``; returns the path.

    ``preset`` is a preset's name or a file; what is written is read back to see that it loads.
    Raises ``CalibrationError`` if it may not be written.
    """
    refuse_target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    parent = preset
    if preset not in preset_names():
        parent = Path(os.path.relpath(Path(preset).resolve(), path.parent.resolve())).as_posix()
    write_whole(path, fitted_text(found, parent).encode("utf-8"))
    load_scenario(path)
    return path


def fitted_text(found: Fit, parent: str) -> str:
    """The fitted values as TOML, each with its grade and what it was fitted to."""
    source = json.dumps(_source(found), ensure_ascii=False)
    blocks = [list(_head(found, parent))]
    tables: dict[str, list[str]] = {}
    for one, value in zip(found.parameters, found.after.values, strict=True):
        table, key = _split(one.name)
        line = f'{key} = {{ value = {value!r}, grade = "C", source = {source} }}'
        tables.setdefault(table, [f"[{table}]"]).append(f"{line}  # before: {one.start:g}")
    blocks += tables.values()
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _source(found: Fit) -> str:
    moments = ", ".join(f"{one.name} ({one.source})" for one in found.plan.moments)
    first, last = found.seeds[0], found.seeds[-1]
    seeds = f"seed {first}" if first == last else f"seeds {first}-{last}"
    return f"fitted to {moments}; coopsim {__version__}, {seeds}, {found.trials} trials"


def _head(found: Fit, parent: str) -> Iterator[str]:
    yield "# Values fitted by 'coopsim calibrate'. They are assumed (C): fitted is not observed."
    yield "#"
    yield "# moment, target, before, fitted:"
    columns = zip(found.plan.moments, found.before.means, found.after.means, strict=True)
    for one, before, after in columns:
        yield f"#   {one.name}: {one.target:g}, {before:.4g}, {after:.4g} ({one.words})"
    if found.identified is not None:
        yield "#"
        yield from (f"# {line}" for line in found.identified.words())
    yield ""
    title = f"{found.scenario.title}, with fitted values"
    yield f"title = {json.dumps(title, ensure_ascii=False)}"
    yield f"extends = {json.dumps(parent, ensure_ascii=False)}"


def _split(name: str) -> tuple[str, str]:
    """A parameter's table in a file and its key there."""
    group, _, rest = name.partition(".")
    if group != "cooperatives":
        return group, rest
    term = next((key for key in PARAMS if rest.endswith(f".{key}")), None)
    if term is None:
        owner, _, key = rest.rpartition(".")
        return f"cooperatives.{_quoted(owner)}", key
    owner = rest.removesuffix(f".{term}")
    table, _, key = term.partition(".")
    return f"cooperatives.{_quoted(owner)}.terms.{table}", key


def _quoted(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
