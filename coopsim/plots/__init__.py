"""Pictures of a run: what is shown is computed first, then drawn.

The only package that imports matplotlib, and only when a picture is asked for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from coopsim.errors import nearest
from coopsim.plots.arrears import arrears_data, arrears_panels
from coopsim.plots.cooperatives import cooperatives_data, cooperatives_panels
from coopsim.plots.districts import districts_data, districts_panels, districts_size
from coopsim.plots.flow import flow_data, flow_panels
from coopsim.plots.frame import PictureError
from coopsim.plots.funds import funds_data, funds_panels
from coopsim.plots.income import income_data, income_panels
from coopsim.plots.overview import overview_data, overview_panels
from coopsim.plots.prices import prices_data, prices_panels
from coopsim.plots.style import DPI, Sheet, say_missing, sheet
from coopsim.plots.surplus import surplus_data, surplus_panels
from coopsim.results import Run, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")
WORDS = {"png": "Description", "svg": "Description", "pdf": "Subject"}
"""Where each format keeps what a picture says."""
DATES = {"png": (), "svg": ("Date",), "pdf": ("CreationDate",)}
"""What is left out, so that the same run gives the same file."""


@attrs.frozen
class Picture:
    """One picture: its title, what it shows, and how that is drawn.

    ``data`` gives an object with ``sentence`` (what the picture says, in words) and ``missing``
    (why there is nothing to show, or an empty string).
    """

    title: str
    data: Callable[[Run], Any]
    panels: Callable[[Sheet, Any], None]
    size: Callable[[Run], tuple[float, float]] = lambda run: (9.0, 5.6)
    """Inches, by run."""


def _districts_size(run: Run) -> tuple[float, float]:
    return districts_size(len(run.series["district"].places) if "district" in run.series else 1)


def _inches(width: float, height: float) -> Callable[[Run], tuple[float, float]]:
    return lambda run: (width, height)


PICTURES: dict[str, Picture] = {
    "overview": Picture("The run at a glance", overview_data, overview_panels, _inches(10.2, 7.4)),
    "cooperatives": Picture(
        "What became of the cooperatives",
        cooperatives_data,
        cooperatives_panels,
        _inches(10.2, 7.4),
    ),
    "funds": Picture("Money in the funds", funds_data, funds_panels),
    "income": Picture("Income of members and of others", income_data, income_panels),
    "prices": Picture(
        "Price paid by cooperatives and by traders",
        prices_data,
        prices_panels,
        _inches(10.5, 5.0),
    ),
    "arrears": Picture("Loans by age of arrears", arrears_data, arrears_panels, _inches(9.0, 7.6)),
    "surplus": Picture(
        "Surplus and where it went", surplus_data, surplus_panels, _inches(9.0, 6.6)
    ),
    "districts": Picture("District by district", districts_data, districts_panels, _districts_size),
    "flow": Picture(
        "Where the cooperatives' money came from and went",
        flow_data,
        flow_panels,
        _inches(10.5, 6.6),
    ),
}
"""Every picture by name."""


def draw(run: Run, name: str) -> Figure:
    """A picture of a run; ``PictureError`` with the nearest name if there is none."""
    return _drawn(run, _picture(name))[0]


def sentence(run: Run, name: str) -> str:
    """What a picture says, in one or a few plain sentences, for those who cannot see it."""
    return str(_picture(name).data(run).sentence)


def save_pictures(
    run: Run,
    folder: str | Path,
    *,
    names: Iterable[str] | None = None,
    formats: Iterable[str] = ("png",),
) -> list[Path]:
    """Save pictures (all unless named) as NAME.png and so on, with NAME.txt beside each.

    Formats are png, svg and pdf. Returns the pictures' paths. Each file is written whole.
    """
    chosen = list(PICTURES if names is None else names)
    kinds = list(formats)
    pictures = [_picture(name) for name in chosen]
    for kind in kinds:
        if kind not in FORMATS:
            raise PictureError(f"a picture cannot be written as '{kind}'. {nearest(kind, FORMATS)}")
    target = Path(folder)
    saved = []
    for name, picture in zip(chosen, pictures, strict=True):
        saved += _save(run, picture, [target / f"{name}.{kind}" for kind in kinds])
    return saved


def save_overview(run: Run, path: str | Path) -> Path:
    """Save the overview to a file ending in .png, .svg or .pdf, with a .txt beside it."""
    target = Path(path)
    if target.suffix[1:] not in FORMATS:
        raise PictureError(f"{path}: a picture's file ends in .png, .svg or .pdf.")
    return _save(run, PICTURES["overview"], [target])[0]


def _picture(name: str) -> Picture:
    if name not in PICTURES:
        raise PictureError(f"there is no picture '{name}'. {nearest(name, PICTURES)}")
    return PICTURES[name]


def _drawn(run: Run, picture: Picture) -> tuple[Figure, str]:
    """The figure and its sentence; drawn in our style whatever the reader's settings are."""
    from matplotlib import rc_context

    data = picture.data(run)
    with rc_context(
        {"font.family": "DejaVu Sans", "axes.unicode_minus": True, "text.usetex": False}
    ):
        box = sheet(run, picture.title, data.sentence, picture.size(run))
        if data.missing:
            say_missing(box.panel(), data.missing, 12)
        else:
            picture.panels(box, data)
    return box.figure, str(data.sentence)


def _save(run: Run, picture: Picture, paths: list[Path]) -> list[Path]:
    from matplotlib import rc_context

    figure, said = _drawn(run, picture)
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = path.suffix[1:]
        stamp: dict[str, Any] = {WORDS[kind]: said, **dict.fromkeys(DATES[kind])}
        buffer = io.BytesIO()
        with rc_context({"svg.hashsalt": "coopsim"}):
            figure.savefig(buffer, format=kind, dpi=DPI, metadata=stamp)
        write_whole(path, buffer.getvalue())
        write_whole(path.with_suffix(".txt"), (said + "\n").encode())
    return paths
