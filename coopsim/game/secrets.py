"""PINs, codes and the facilitator's secret: drawn well, kept only as hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

import attrs

from coopsim.game.commands import DESK, FACILITATOR

CLEAR = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and figures nobody confuses: no I, L, O, 0 and 1."""
CODE, PIN = 6, "pin"


@attrs.frozen(repr=False)
class Secrets:
    """What is told once, when a room is made: the log has only the hashes."""

    pin: str
    facilitator: str
    teams: tuple[str, ...]
    desk: str = ""

    def by_owner(self) -> dict[str, str]:
        """Every secret, by whose it is; a team by its number."""
        named = {PIN: self.pin, FACILITATOR: self.facilitator}
        named |= {str(place): code for place, code in enumerate(self.teams)}
        return named | ({DESK: self.desk} if self.desk else {})


def fresh(teams: int, desk: bool) -> Secrets:
    """New secrets for a room; no two codes are alike."""
    codes: set[str] = set()
    while len(codes) < teams + 1:
        codes.add(new_code())
    *own, last = sorted(codes, key=lambda code: hashlib.sha256(code.encode()).digest())
    return Secrets(new_pin(), new_key(), tuple(own), last if desk else "")


def renewed(whose: str) -> str:
    """A new secret of the sort its owner has."""
    return {PIN: new_pin, FACILITATOR: new_key}.get(whose, new_code)()


def new_pin() -> str:
    """Four figures for the wall: they keep the neighbours out, and no more."""
    return f"{secrets.randbelow(10_000):04d}"


def new_code() -> str:
    """A team's code, to be typed on a phone."""
    return "".join(secrets.choice(CLEAR) for _ in range(CODE))


def new_key() -> str:
    """The facilitator's secret."""
    return secrets.token_urlsafe(18)


def hashed(secret: str, salt: str) -> str:
    """The hash a secret is kept as; slow on purpose, and small letters are capital ones."""
    plain = secret.strip()
    plain = plain.upper() if len(plain) == CODE else plain
    made = hashlib.scrypt(plain.encode(), salt=salt.encode(), n=2**12, r=8, p=1, dklen=32)
    return made.hex()


def owner_of(secret: str, salt: str, hashes: Mapping[str, str]) -> str | None:
    """Whose a secret is, or None; every hash is compared, in the same time."""
    made, found = hashed(secret, salt), None
    for whose, kept in hashes.items():
        if hmac.compare_digest(made, kept):
            found = whose
    return found
