"""An explorer as one file: words, numbers, style and script inside, and nothing asked of a host."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from coopsim.explorer.baking import HIDDEN, Baked, Measured, Shown, Slider, bake
from coopsim.explorer.wording import after, everywhere, languages
from coopsim.results import write_whole
from coopsim.study import Study
from coopsim.study.saving import study_text
from coopsim.study.tradeoff import FLIPS
from coopsim.text import NAMES, NO_HARM, say, words
from coopsim.text.numbers import SIGNS
from coopsim.version import __version__

NO_SCRIPT = words("This page needs JavaScript. Please switch it on in the browser.")
WHAT_IF = '<p class="mark" data-say="what_if"></p>\n'
FIRST = "id"
"""The language of what stands there before the script has run."""


def write_explorer(study: Study, folder: str | Path, out: str | Path) -> Path:
    """Bake the runs in a study's folder into the file ``out``; returns it.

    Raises what ``bake`` raises; what stood there before then stays.
    """
    target = Path(out)
    content = explorer_page(bake(study, folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content.encode())
    return target


def explorer_page(baked: Baked) -> str:
    """The page as text; the same runs give the same page."""
    script = _part("explorer.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        "allowed": f"sha256-{digest}",
        "title": escape(say(baked.study.title, FIRST)),
        "style": _part("explorer.css"),
        "languages": "".join(
            f'<option value="{lang}" lang="{lang}">{escape(name)}</option>'
            for lang, name in NAMES.items()
        ),
        "no_harm": escape(say(NO_HARM, FIRST)),
        "no_script": escape(say(NO_SCRIPT, FIRST)),
        "what_if": WHAT_IF if baked.study.base.what_if else "",
        "data": _as_json(_data(baked)),
        "script": script,
    }
    return re.sub(r"\{([a-z_]+)\}", lambda name: parts[name[1]], _part("explorer.html"))


def _part(name: str) -> str:
    return (files("coopsim.explorer") / "page" / name).read_text(encoding="utf-8")


def _as_json(data: dict[str, Any]) -> str:
    """JSON that may stand in a page: no text of it can end the script."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _data(baked: Baked) -> dict[str, Any]:
    study, seeds = baked.study, baked.seeds
    free = np.arange(1, len(seeds))
    return {
        "title": everywhere(study.title),
        "note": everywhere(study.note),
        "sign": SIGNS.get(study.base.currency, study.base.currency),
        "sliders": [_slider(one) for one in baked.sliders],
        "start": list(baked.start),
        "unknowns": [_levels(shown, values) for shown, values in baked.unknowns],
        "worlds": baked.worlds,
        "seeds": len(seeds),
        "t": [0.0, *(round(float(one), 6) for one in stdtrit(free, 0.975))],
        "flips": FLIPS,
        "outcomes": [_outcome(one) for one in baked.outcomes],
        "from": {
            "version": __version__,
            "study": f"{study.name} ({_digest(study)})",
            "first": str(seeds[0]),
            "last": str(seeds[-1]),
            "households": str(study.households),
            "months": str(study.months),
            "base": f"{study.base.name} ({study.base.digest[:12]})",
        },
        "langs": languages(),
    }


def _digest(study: Study) -> str:
    """The address of a study: what was asked, whatever the folder."""
    return hashlib.sha256(study_text(study).encode()).hexdigest()[:12]


def _slider(one: Slider) -> dict[str, Any]:
    moved = [_levels(shown, values) for shown, values in one.follows]
    return _levels(one.shown, one.levels) | {"follows": moved}


def _levels(shown: Shown, values: tuple[float, ...]) -> dict[str, Any]:
    return {"shown": _shown(shown), "levels": [float(f"{value:.8g}") for value in values]}


def _shown(one: Shown) -> dict[str, Any]:
    return {
        "label": everywhere(one.label),
        "kind": one.kind,
        "digits": one.digits,
        "after": after(one.unit),
        "choices": [everywhere(choice) for choice in one.choices],
    }


def _outcome(one: Measured) -> dict[str, Any]:
    """An outcome with its runs as whole numbers, two digits finer than a page shows."""
    decimals = one.shown.digits + HIDDEN + (2 if one.shown.kind == "share" else 0)
    scale = 10**decimals
    flat = one.runs.ravel() * scale
    runs = [round(value) if np.isfinite(value) else None for value in flat.tolist()]
    return {"shown": _shown(one.shown), "good": one.good, "scale": scale, "runs": runs}
