"""Five hundred spoilt scenario files: each is a scenario or a list of faults, never a crash."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from coopsim.errors import Fault, ScenarioError
from coopsim.files import check_scenario, load_scenario, preset_names, save_scenario

MUTANTS = 500
AT_ONCE = 25
SECONDS = 1.0

CHILD = """\
[[policy]]
from = 25
until = 60
where = { set = "x" }
set = { programme.mentors = 0.1, market.payment_delay = 7 }
why = "joint work plan, action 3"
[cooperatives.x]
kind = "fisher"
sectors = { fisheries = 0.8, trade = 0.2 }
terms = { fund = { loan_rate = 0.12 }, office = { fixed_cost = { value = 50, grade = "B" } } }
"""
VALUES = [
    "true", "-1", "0", "nan", "-inf", "1e308", "9" * 19, "9" * 400, '""', '"x"', "'''y'''",
    "[]", "[[]]", "[1, 'a', {}]", "{}", "{ value = 1 }", "{ value = { value = 1 } }", "07:32:00",
    "{ grade = 3 }", "1979-05-27T07:32:00Z", "{ a.b.c = 1 }", '"\\u0000"', "2.5", "0x_f", "",
]  # fmt: skip
LINES = [
    "[fund]", "[[fund]]", "[[district]]", "[district]", "[cooperatives]", "[cooperatives.\"\"]",
    "[policy]", "[[policy]]", "[[policy.set]]", "[[expect]]", "[words]", "= 3", "[", "a.b.c = 1",
    'extends = "village.toml"', 'extends = "nothing"', "months = 10", "per_dollar = 1e-9",
    'currency = "IDR"', "cooperatives = false", "surplus.reserve = 0.9", "\x00", "💥", '"', "'''",
    "value = 3", "x" * 3000, "a" + ".a" * 2000 + " = 1", "a = " + "[" * 3000,
]  # fmt: skip


def flip_bytes(text: bytes, chance: random.Random) -> bytes:
    """Some bytes become others."""
    spoilt = bytearray(text)
    for _ in range(chance.randint(1, 5)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def delete_lines(text: bytes, chance: random.Random) -> bytes:
    """Some lines are gone, or the end of the file is."""
    lines = text.splitlines(keepends=True)
    if chance.random() < 0.2:
        return text[: chance.randrange(len(text))]
    for _ in range(chance.randint(1, 6)):
        del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def swap_values(text: bytes, chance: random.Random) -> bytes:
    """Values change places."""
    lines = text.decode().splitlines()
    written = [place for place, line in enumerate(lines) if " = " in line]
    for _ in range(chance.randint(1, 4)):
        a, b = chance.sample(written, 2)
        (left, one), (right, two) = (lines[place].split(" = ", 1) for place in (a, b))
        lines[a], lines[b] = f"{left} = {two}", f"{right} = {one}"
    return "\n".join(lines).encode()


def swap_types(text: bytes, chance: random.Random) -> bytes:
    """Values become something of another type."""
    spoilt = text.decode()
    for _ in range(chance.randint(1, 6)):
        found = chance.choice(list(re.finditer(r"= (?!\{)([^,}\n#]+)|= (\{.*\})", spoilt)))
        value = chance.choice(VALUES)
        spoilt = f"{spoilt[: found.start()]}= {value} {spoilt[found.end() :]}"
    return spoilt.encode()


def duplicate_lines(text: bytes, chance: random.Random) -> bytes:
    """A line stands twice, or somewhere else, or a whole table does."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(lines))
        part = lines[start : start + chance.choice([1, 1, 5])]
        place = chance.randrange(len(lines))
        lines[place:place] = part
    return b"".join(lines)


def insert_garbage(text: bytes, chance: random.Random) -> bytes:
    """Lines that have no business there."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 3)):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(LINES).encode())
    return b"\n".join(lines)


def rename_keys(text: bytes, chance: random.Random) -> bytes:
    """Names lose, double or change a letter."""
    spoilt = text.decode()
    for _ in range(chance.randint(1, 3)):
        found = chance.choice(list(re.finditer(r"[a-z_]{3,}(?= =|\]|\.)", spoilt)))
        place = chance.randrange(found.start(), found.end())
        spoilt = spoilt[:place] + chance.choice(["", "x", spoilt[place] * 2]) + spoilt[place + 1 :]
    return spoilt.encode()


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    flip_bytes, delete_lines, swap_values, swap_types, duplicate_lines, insert_garbage, rename_keys,
]  # fmt: skip


def bases() -> list[bytes]:
    """The presets as they are written, each with a policy and another set of cooperatives."""
    return [_text(name) + b"\n" + CHILD.encode() for name in preset_names()]


def _text(name: str) -> bytes:
    return (files("coopsim") / "data" / "presets" / f"{name}.toml").read_bytes()


@pytest.mark.parametrize("batch", range(MUTANTS // AT_ONCE))
def test_spoilt_files(batch: int, tmp_path: Path) -> None:
    texts = bases()
    for number in range(batch * AT_ONCE, (batch + 1) * AT_ONCE):
        chance = random.Random(number)
        text = mutant = chance.choice(texts)
        mutation = MUTATIONS[number % len(MUTATIONS)]
        mutant = mutation(text, chance)
        file = tmp_path / "village.toml"
        file.write_bytes(mutant)
        start = time.process_time()
        faults = check_scenario(file)
        assert time.process_time() - start < SECONDS, (number, mutation.__name__)
        holds(file, faults)


def holds(file: Path, faults: tuple[Fault, ...]) -> None:
    """Either every fault is told, or the scenario is valid and comes back from a file."""
    if faults:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(file)
        assert caught.value.faults == faults
        for fault in faults:
            assert fault.what
            assert len(str(fault)) < 4000
        return
    scenario = load_scenario(file).checked()
    again = load_scenario(save_scenario(scenario, file.with_name("again.toml")))
    assert again == scenario
    assert again.digest == scenario.digest


def test_bases_are_sound(tmp_path: Path) -> None:
    for number, text in enumerate(bases()):
        file = tmp_path / f"{number}.toml"
        file.write_bytes(text)
        assert check_scenario(file) == ()


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("line", CHILD.splitlines())
def test_any_value_anywhere(line: str, value: str, tmp_path: Path) -> None:
    key, equals, _ = line.partition(" = ")
    changed = CHILD.replace(line, f"{key} = {value}" if equals else f"cooperatives = {value}")
    file = tmp_path / "village.toml"
    file.write_text(f"{_text('hamlet').decode()}\n{changed}", encoding="utf-8")
    holds(file, check_scenario(file))
