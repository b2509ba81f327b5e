"""Save files: whole, kept, and never overwritten blind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coopsim.widgets.saving import Saved, kept

ANSWERS = {"talk.ours": {"text": "Ali & Ana <3"}}


def saved(folder: Path, digest: str = "d", code: str = "") -> Saved:
    return Saved(folder, "03", digest, code)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    saved(tmp_path).write(ANSWERS, "tet")
    again = saved(tmp_path)
    assert again.read() == ANSWERS
    assert (again.notice, again.lang) == ("resumed", "tet")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": 99}', b"\xff\xfe", b'{"format": 1, "answers": {"a": 3}}'],
    ids=["empty", "cut off", "a list", "another format", "no text", "wrong kinds"],
)
def test_a_damaged_file_is_kept_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "03.json").write_bytes(content)
    one = saved(tmp_path)
    assert one.read() == {} and one.notice == "damaged"
    one.write(ANSWERS, "en")
    assert [path.read_bytes() for path in tmp_path.glob("*damaged*")] == [content]
    assert saved(tmp_path).read() == ANSWERS


def test_another_lesson_s_file_is_not_ours(tmp_path: Path) -> None:
    saved(tmp_path).write(ANSWERS, "en")
    other = json.loads((tmp_path / "03.json").read_text())
    (tmp_path / "03.json").write_text(json.dumps(other | {"lesson": "04"}))
    one = saved(tmp_path)
    assert one.read() == {} and one.notice == "damaged"


def test_answers_of_another_village_are_kept_and_said(tmp_path: Path) -> None:
    saved(tmp_path).write(ANSWERS, "en")
    one = saved(tmp_path, digest="other")
    assert one.read() == ANSWERS and one.notice == "foreign"


def test_two_tabs_never_overwrite_each_other(tmp_path: Path) -> None:
    saved(tmp_path).write(ANSWERS, "en")
    first, second = saved(tmp_path), saved(tmp_path)
    first.read(), second.read()
    first.write({"a": {"by": "first"}}, "en")
    second.write({"a": {"by": "second"}}, "en")
    assert second.notice == "other tab" and second.path != first.path
    assert Saved(tmp_path, "03", "d", second.code).path == second.path, "its code opens it again"
    first.write({"a": {"by": "first again"}}, "en")
    second.write({"a": {"by": "second again"}}, "en")
    assert json.loads(first.path.read_text())["answers"]["a"]["by"] == "first again"
    assert json.loads(second.path.read_text())["answers"]["a"]["by"] == "second again"


def test_beginning_anew_deletes_nothing(tmp_path: Path) -> None:
    one = saved(tmp_path)
    one.write(ANSWERS, "en")
    one.begin_anew()
    one.write({}, "en")
    assert saved(tmp_path).read() == {}
    kept = next(path for path in tmp_path.iterdir() if "before" in path.name)
    assert json.loads(kept.read_text())["answers"] == ANSWERS


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    one = saved(tmp_path / "file")
    one.write(ANSWERS, "en")
    assert one.notice == "not written"


def test_what_was_saved_with_a_code_is_found_and_nothing_else(tmp_path: Path) -> None:
    for lesson, code, progress in (
        ("03", "ana", (6, 8)), ("04", "ana", (1, 8)), ("05", "", (8, 8)), ("06", "ana-b", (8, 8))
    ):  # fmt: skip
        Saved(tmp_path, lesson, "d", code).write(ANSWERS, "en", progress)
    (tmp_path / "07.ana.json").write_text("{")
    first, second = kept(tmp_path, "ana")
    assert (first.lesson, first.done, first.parts, first.taken_part) == ("03", 6, 8, True)
    assert (second.lesson, second.taken_part) == ("04", False)
    assert [one.lesson for one in kept(tmp_path, "")] == ["05"]


def test_files_put_aside_and_of_other_tabs_are_no_lessons_taken(tmp_path: Path) -> None:
    one, other = saved(tmp_path), saved(tmp_path)
    one.write(ANSWERS, "en", (1, 1))
    other.write(ANSWERS, "en", (1, 1))
    assert other.notice == "other tab"
    one.begin_anew()
    assert kept(tmp_path, "") == []


def test_a_code_is_a_file_name_and_nothing_else(tmp_path: Path) -> None:
    one = saved(tmp_path, code="../../etc/Ana 7")
    assert one.path.parent == tmp_path and one.path.name == "03.etcAna7.json"
