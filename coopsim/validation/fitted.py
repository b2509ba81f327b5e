"""Presets with fitted values, as ``coopsim calibrate --out`` writes them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from coopsim.errors import nearest
from coopsim.files import load_scenario, preset_names
from coopsim.scenario import Scenario
from coopsim.validation.cases import FactError


def load_fitted(folder: Path) -> dict[str, Scenario]:
    """The scenarios of a folder's ``.toml`` files, by the preset each extends.

    Raises ``FactError`` for a folder without such files, a file that extends no preset and two
    files of one preset, and what ``load_scenario`` raises for a file that is wrong.
    """
    files: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        scenario = load_scenario(path)
        preset = tomllib.loads(path.read_text(encoding="utf-8")).get("extends", scenario.name)
        if preset not in preset_names():
            told = nearest(str(preset), preset_names())
            raise FactError(f"{path}: extends: a fitted file extends a preset. {told}".rstrip())
        if preset in files:
            raise FactError(
                f"{files[preset]} and {path} both extend '{preset}'. Leave one of them there."
            )
        files[preset] = path
    if not files:
        raise FactError(
            f"{folder}: there is no fitted preset (.toml). Make one: "
            f"coopsim calibrate NAME --out {folder / 'NAME-fitted.toml'}"
        )
    return {preset: load_scenario(path) for preset, path in files.items()}
