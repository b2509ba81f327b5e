"""The scenario's own faults, each with the name of the value or policy it belongs to."""

from __future__ import annotations

import re

import attrs

from coopsim.errors import Fault
from coopsim.scenario import Scenario, scenario_faults
from coopsim.text import said

STUDIO = "studio"
TERM = re.compile(r"\[(?P<table>[a-z]+)\](?: (?P<key>\w+))?")
POLICY = re.compile(r"\[\[policy\]\] (?P<number>\d+)(?: (?P<key>.+))?")
DISTRICT = re.compile(r"\[\[district\]\](?: (?P<owner>.+?))?(?: (?P<key>share|hours))?")
OWN = re.compile(r"\[cooperatives\.(?P<owner>.+)\](?: (?P<key>[\w.]+))?")


@attrs.frozen
class Placed:
    """A fault and where it belongs: ``fund.loan_rate``, ``policy.2``, ``surplus``, ``months``."""

    name: str
    fault: Fault

    @property
    def place(self) -> str:
        """Where it is, as a file names it: ``[fund] loan_rate``."""
        return self.fault.where.removeprefix(f"{STUDIO}: ")

    def words(self, lang: str = "en") -> str:
        """What is wrong and what is allowed, without the place."""
        return f"{said(self.fault.what, lang)} {said(self.fault.allowed, lang)}".strip()


def faults_at(scenario: Scenario) -> tuple[Placed, ...]:
    """Every fault of a scenario at once, each at its place; policies are numbered from 1."""
    plain = attrs.evolve(scenario, origins=())  # so that places are of this scenario, not of files
    found = dict.fromkeys(scenario_faults(plain, STUDIO))
    return tuple(Placed(_name(one.where.removeprefix(f"{STUDIO}: ")), one) for one in found)


def _name(place: str) -> str:
    if found := POLICY.fullmatch(place):
        return f"policy.{found['number']}"
    place = place.partition(" with the policy from month ")[0]
    if found := OWN.fullmatch(place):
        return ".".join(filter(None, ("cooperatives", found["owner"], found["key"])))
    if found := DISTRICT.fullmatch(place):
        return ".".join(filter(None, ("district", found["owner"], found["key"])))
    if found := TERM.fullmatch(place):
        return ".".join(filter(None, (found["table"], found["key"])))
    return place
