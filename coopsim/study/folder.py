"""A study's folder: its own copy of the study, where it came from, and the store of its runs."""

from __future__ import annotations

import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from coopsim.results import write_whole
from coopsim.study.errors import StudyFolderError
from coopsim.study.parts import Study
from coopsim.study.reading import load_study
from coopsim.study.saving import STUDY, save_study
from coopsim.sweep import Store, sources_digest
from coopsim.version import __version__

STORE, PROVENANCE = "runs", "provenance.json"
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "SALib", "mesa")


def open_folder(study: Study, folder: str | Path) -> Store:
    """The store of a study's folder, made or opened for writing, with the study's copy in it.

    A folder that held another design of the same base keeps its runs: what the new one asks for
    and is there is not run again. Raises ``StoreBusyError`` while another runner is at work in it.
    """
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise StudyFolderError(f"{path}: this is no folder. Give --out a folder, old or new.")
    foreign = path.is_dir() and not (path / STORE).exists() and any(path.iterdir())
    if foreign and not (path / STUDY).exists():
        raise StudyFolderError(
            f"{path}: something that is no study is there. Give --out a new or an empty folder."
        )
    store = Store(path / STORE)
    with store.lock():  # whoever is running here is not disturbed
        save_study(study, path)
        write_whole(path / PROVENANCE, json.dumps(_provenance(study), indent=1).encode())
    return store


def study_in(folder: str | Path) -> Study:
    """The study a folder holds. Raises ``StudyFolderError`` if it holds none."""
    path = Path(folder)
    if not (path / STUDY).is_file():
        raise StudyFolderError(
            f"{path}: there is no study here ({STUDY} is missing). "
            "Allowed: a folder written by 'coopsim study run --out'."
        )
    return load_study(path / STUDY)


def store_of(folder: str | Path) -> Store:
    """The store of a study's folder, for reading only."""
    path = Path(folder)
    if not (path / STORE).is_dir():
        raise StudyFolderError(
            f"{path}: no run is here yet. Begin with: coopsim study run FILE --out {path}"
        )
    return Store.open_readonly(path / STORE)


def done_in(folder: str | Path) -> set[str]:
    """The addresses of the runs that have finished in a folder; none where there is no store."""
    if not (Path(folder) / STORE).is_dir():
        return set()
    with store_of(folder) as store:
        return store.done()


def nothing_ended(study: Study, folder: str | Path) -> StudyFolderError:
    """Why a folder has no run of this study that could be read."""
    noted = provenance_of(folder).get("sources_digest", "")
    if noted and noted != sources_digest():
        return StudyFolderError(
            f"{folder}: its runs were made by other sources of the model than those installed now, "
            "so they are not runs of this study any more. Run it again with 'coopsim study run', "
            "or install the version that its provenance.json names."
        )
    what = f"no run of '{study.name}' has ended yet. Run it: coopsim study run."
    return StudyFolderError(f"{folder}: {what}")


def provenance_of(folder: str | Path) -> dict[str, Any]:
    """Where the runs of a folder come from: versions, digests, command; empty if not noted."""
    try:
        found: dict[str, Any] = json.loads((Path(folder) / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _provenance(study: Study) -> dict[str, Any]:
    return {
        "study": study.name,
        "title": study.title,
        "coopsim": __version__,
        "sources_digest": sources_digest(),
        "scenario": study.base.name,
        "scenario_digest": study.base.digest,
        "months": study.months,
        "households": study.households,
        "first_seed": study.replicates.first_seed,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "libraries": {name: found for name in LIBRARIES if (found := _version(name))},
        "command": " ".join(["coopsim", *sys.argv[1:]]) if _is_command() else "from Python",
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _is_command() -> bool:
    return Path(sys.argv[0]).stem in ("coopsim", "__main__")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
