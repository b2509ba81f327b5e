"""The image that Binder builds: what repo2docker makes of binder/, and that its parts exist."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from repo2docker.buildpacks import PythonBuildPack

from coopsim.serve.settings import Place, settings
from coopsim.text import LANGUAGES

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURED = json.loads((BINDER / "jupyter_server_config.json").read_text())


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> PythonBuildPack:
    monkeypatch.chdir(ROOT)
    return PythonBuildPack(ROOT)


def test_repo2docker_takes_it_for_python_and_pins_the_version(pack: PythonBuildPack) -> None:
    assert pack.detect()
    assert pack.binder_dir == "binder"
    allowed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert allowed == ">=3.11" and pack.python_version == "3.11"
    assert pack.get_start_script().endswith("binder/start")
    assert [script.endswith("postBuild") for script in pack.get_post_build_scripts()] == [True]


def test_repo2docker_writes_the_image(tmp_path: Path) -> None:
    command = "-m repo2docker --no-build --debug --user-id 1000 --user-name jovyan"
    made = subprocess.run(
        [sys.executable, *shlex.split(command), str(ROOT)],
        capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-2000:]
    written = made.stdout + made.stderr
    for step in ('pip install --no-cache-dir -r "binder/requirements.txt"', "./binder/postBuild"):
        assert step in written


def test_the_extra_it_installs_exists() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    line = (BINDER / "requirements.txt").read_text().splitlines()[-1]
    wanted = re.fullmatch(r"-e \.\[(\w+)\]", line)
    assert wanted and wanted[1] in extras["optional-dependencies"]


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_its_scripts_are_sound(name: str) -> None:
    script = BINDER / name
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111
    for line in script.read_text().splitlines():
        if line.startswith("coopsim "):
            subprocess.run(
                [sys.executable, "-m", "coopsim", *line.split()[1:], "--help"],
                check=True, capture_output=True,
            )  # fmt: skip


def test_start_runs_what_it_is_given_and_finds_our_parts() -> None:
    look = "import os; print(os.environ['JUPYTER_PATH'], os.environ['JUPYTER_CONFIG_PATH'])"
    path = f"PATH={Path(sys.executable).parent}:$PATH"
    command = f"{path} {BINDER / 'start'} {sys.executable} -c {shlex.quote(look)}"
    said = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    template, quiet = (Path(part.split(":")[0]) for part in said.stdout.split())
    assert (template / "voila/templates/coopsim/index.html.j2").is_file()
    assert (quiet / "labconfig/page_config.json").is_file()
    assert (BINDER / "start").read_text().rstrip().endswith('exec "$@"')


def test_it_opens_a_lesson_as_coopsim_serve_does() -> None:
    assert CONFIGURED["ServerApp"]["default_url"] == "/voila/render/build/en/notebooks/FIRST_LESSON"
    assert 'sed "s/FIRST_LESSON/$first/"' in (BINDER / "postBuild").read_text()
    served = settings(Place(ROOT / "notebooks", "127.0.0.1", 1, "x"))["VoilaConfiguration"]
    for name, value in CONFIGURED["VoilaConfiguration"].items():
        assert served[name] == value, name
    assert CONFIGURED["ServerApp"]["tornado_settings"]["mathjax_url"] is None


def test_the_first_page_leads_to_lessons_that_binder_builds() -> None:
    links = re.findall(r"urlpath=(voila/render|lab/tree)/build/(\w+)/(\S+?\.ipynb)", README)
    assert {how for how, _, _ in links} == {"voila/render", "lab/tree"}
    for _, lang, file in links:
        assert lang in LANGUAGES and (ROOT / file).is_file(), file
