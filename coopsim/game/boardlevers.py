"""The levers of a team, and which kinds of cooperative have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coopsim.game.commands import Value
from coopsim.game.levers import Board, Changes, Lever, Writes, one_term
from coopsim.game.setup import Setup
from coopsim.rules.surplus import SHARES
from coopsim.text import words

SUPPORT: dict[str, tuple[str, Changes, Callable[[Board], bool]]] = {
    "none": (words("nothing this year"), {}, lambda board: True),
    "training": (
        words("training of the board"), {"programme.training": 1.0}, lambda board: True,
    ),
    "mentor": (words("a mentor, half the time"), {"programme.mentors": 0.5}, lambda board: True),
    "visit": (
        words("a study visit to the best cooperative"), {"programme.study_visits": 1.0},
        lambda board: True,
    ),
    "entry": (
        words("half the entry share of new members"), {"programme.entry_subsidy": 0.5},
        lambda board: True,
    ),
    "ice": (
        words("an ice plant"), {"programme.ice": 1.0},
        lambda board: board.played.trades and board.sector == 1,
    ),
    "storage": (
        words("a store for the crop"), {"programme.storage": 1.0},
        lambda board: board.played.trades and board.sector == 0,
    ),
    "certificate": (
        words("a certificate for the crop"), {"programme.certification": 1.0},
        lambda board: board.played.trades and board.sector == 0,
    ),
    "trees": (
        words("pruning and new trees for members"), {"programme.rehabilitation": 0.3},
        lambda board: board.sector == 0 and board.base("agriculture.old_share") > 0,
    ),
    "grant": (
        words("a grant, if last year's annual meeting was held"),
        {"programme.grant_asks_meeting": True}, lambda board: True,
    ),
}  # fmt: skip
"""What a programme pays for, one a year: words, terms it writes, and who can use it."""
GRANT_MONTHS = 24
"""A grant is worth so many months of a cooperative's fixed costs (C)."""
CHANNELS = {
    "local": words("local buyers"),
    "wholesale": words("wholesalers"),
    "contract": words("a contract buyer"),
    "export": words("an exporter"),
    "digital": words("digital orders"),
}
SPLIT = ("reserve", "to_members", "by_business")
"""The levers that together make the proposed split of the surplus."""


def team_levers(setup: Setup) -> tuple[Lever, ...]:
    """The levers of a team of this game, in the order of a decision sheet.

    A term that the scenario's own policies set is nobody's to decide.
    """
    return tuple(one for one in _levers(setup) if not _is_set(setup, one))


def set_levers(setup: Setup) -> tuple[Lever, ...]:
    """The levers that no team has, because the scenario's own policies set their terms."""
    return tuple(one for one in _levers(setup) if _is_set(setup, one))


def _is_set(setup: Setup, lever: Lever) -> bool:
    return any(not set(lever.terms).isdisjoint(dict(one.changes)) for one in setup.world.policies)


def _levers(setup: Setup) -> list[Lever]:
    board = board_of(setup)
    levers = [*_savings(board), *_lending(board), *_market(board), *_office(board)]
    levers += [*_split(board), _support(board)]
    if setup.has_fund and board.played.lends:
        levers.append(_apply())
    return levers


def board_of(setup: Setup) -> Board:
    """The board every team is."""
    return Board(setup.world, setup.played)


def split_of(decision: Mapping[str, Value], board: Board) -> dict[str, float]:
    """The seven shares of the surplus a decision asks for; they sum to 1."""
    reserve, members, business = (float(decision[key]) for key in SPLIT)
    rest = 1 - reserve
    base = {name: float(board.base(f"surplus.{name}")) for name in SHARES}
    common = {name: base[name] for name in ("board", "staff", "education", "social")}
    whole = sum(common.values())
    shares = {
        "reserve": reserve,
        "patronage": rest * members * business,
        "capital": rest * members * (1 - business),
    } | {
        name: rest * (1 - members) * (one / whole if whole else 1 / len(common))
        for name, one in common.items()
    }
    rounded = {name: round(share, 4) for name, share in shares.items()}
    return rounded | {"reserve": round(1 - sum(rounded.values()) + rounded["reserve"], 4)}


def _yes(key: str, words_: tuple[str, str], default: bool, on: Changes, off: Changes) -> Lever:
    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        value = bool(decision[key])
        return {} if value == default else dict(on if value else off)

    return Lever(key, words_[0], words_[1], "yes/no", default, terms=tuple(on | off), writes=writes)


def _savings(board: Board) -> list[Lever]:
    share = float(board.base("membership.entry_share"))
    wajib = max(float(board.base("savings.mandatory")), share / 10)
    cap = float(board.base("regulation.savings_cap"))
    return [
        one_term(board, "entry_share", "membership.entry_share", (
            words("Entry share of a new member"),
            words("Builds own capital; a high share keeps poor households out."),
        ), "money", (0.0, 4 * share, share / 4)),
        one_term(board, "compulsory", "savings.mandatory", (
            words("Compulsory savings a month"),
            words("Builds own capital month by month; it must fit a member's purse."),
        ), "money", (0.0, 4 * wajib, wajib / 4)),
        one_term(board, "savings_rate", "savings.rate", (
            words("Interest on voluntary savings, a year"),
            words("Draws savings, and costs the cooperative that interest."),
        ), "share", (0.0, min(cap, 0.12), 0.005)),
    ]  # fmt: skip


def _lending(board: Board) -> list[Lever]:
    if not board.played.lends:
        return []
    cap = float(board.base("regulation.rate_cap"))
    return [
        one_term(board, "loan_rate", "fund.loan_rate", (
            words("Lending rate, a year"),
            words("Income of the fund; a dear loan drives borrowers away and weighs on them."),
        ), "share", (0.0, min(cap, 0.36), 0.01)),
        one_term(board, "ceiling", "fund.multiple", (
            words("Loan ceiling, times a member's savings"),
            words("More members can borrow more; more can fall behind."),
        ), "times", (1.0, 8.0, 0.5)),
        one_term(board, "share_lent", "fund.share_lent", (
            words("Most of the fund that may be lent"),
            words("What is not lent is there when members want their savings back."),
        ), "share", (0.3, 1.0, 0.05)),
        one_term(board, "rescheduling", "fund.rescheduling", (
            words("Late loans given new dates, a month"),
            words("Helps who had bad luck; the arrears are hidden, not gone."),
        ), "share", (0.0, 0.5, 0.05)),
        one_term(board, "meetings", "fund.meetings", (
            words("Group meetings a month"),
            words("Borrowers who meet pay better; each meeting costs."),
        ), "times", (0.0, 4.0, 1.0)),
    ]  # fmt: skip


def _shop(board: Board) -> list[Lever]:
    """The levers of who buys together: a margin on goods for kiosks, and on the shop's."""
    levers = []
    if board.played.trades and board.sector == 2:
        levers.append(one_term(board, "wholesale_margin", "trade.wholesale_margin", (
            words("Margin on goods for members' kiosks"),
            words("A low margin brings members and volume; the costs must be earned too."),
        ), "share", (0.0, 0.15, 0.01)))  # fmt: skip
    if board.played.kind in ("consumer", "multi-purpose") and board.base("trade.shop_share") > 0:
        levers.append(one_term(board, "shop_margin", "trade.shop_margin", (
            words("Margin of the cooperative's shop"),
            words("Earns the costs; members pay it."),
        ), "share", (0.0, 0.25, 0.01)))  # fmt: skip
    return levers


def _market(board: Board) -> list[Lever]:
    if not board.played.trades or board.sector == 2:
        return _shop(board)
    default = str(board.base("market.channel"))

    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        value = str(decision["channel"])
        return {} if value == default else {"market.channel": value}

    return [
        one_term(board, "payout", "market.payout", (
            words("Part of the net price paid to members"),
            words("A better price brings more crop or fish; the rest pays the costs."),
        ), "share", (0.6, 1.0, 0.01)),
        one_term(board, "payment_delay", "market.payment_delay", (
            words("Days until members are paid"),
            words("Who must wait sells to a trader; paying at once needs cash."),
        ), "days", (0.0, 60.0, 1.0)),
        Lever(
            "channel", words("Where the cooperative sells"),
            words("Contract and export pay more, and ask for volume and quality."),
            "choice", default, choices=tuple(CHANNELS.items()), terms=("market.channel",),
            writes=writes,
        ),
    ]  # fmt: skip


def _office(board: Board) -> list[Lever]:
    manager = bool(board.base("office.paid_manager"))
    cost = float(board.base("office.annual_meeting_cost"))
    return [
        _yes("meeting", (
            words("Prepare the annual meeting well"),
            words("It is then nearly always held, and costs twice as much. Where none is held, no "
                  "surplus is divided and trust falls."),
        ), False, {"governance.meeting_chance": 1.0, "office.annual_meeting_cost": 2 * cost}, {}),
        _yes("manager", (
            words("A paid manager"),
            words("Closes gaps in skill year by year; the pay is due every month."),
        ), manager, {"office.paid_manager": True}, {"office.paid_manager": False}),
        # A board that decides so adopts; the declared 10 % is of those a programme reaches.
        _yes("digital", (
            words("Digital records and payments"),
            words("Open books and faster payment; a monthly fee, and a year or so to learn."),
        ), False, {"digital.push": 1.0, "digital.push_effect": 1.0}, {}),
    ]  # fmt: skip


def _split(board: Board) -> list[Lever]:
    base = {name: float(board.base(f"surplus.{name}")) for name in SHARES}
    least = float(board.base("regulation.reserve_share"))
    members = base["patronage"] + base["capital"]
    reserve = max(base["reserve"], least)
    rest = 1 - base["reserve"]
    defaults: dict[str, Value] = {
        "reserve": reserve,
        "to_members": round(members / rest, 4) if rest > 0 else 0.5,
        "by_business": round(base["patronage"] / members, 4) if members > 0 else 0.5,
    }

    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        if all(decision[key] == value for key, value in defaults.items()):
            return {}
        shares = split_of(decision, board)
        return {f"surplus.{name}": share for name, share in shares.items()}

    nothing: Writes = lambda decision, board: {}  # noqa: E731
    told = (
        ("reserve", words("Surplus: part kept in the reserve"), words(
            "Covers bad years. Members vote on it: what is kept is not paid out."
        ), least, 0.95, writes),
        ("to_members", words("Surplus: of the rest, part to members"), words(
            "What members do not get goes to education, social use, board and staff."
        ), 0.0, 1.0, nothing),
        ("by_business", words("Surplus: of the members' part, by business"), words(
            "By what members sold, bought or borrowed; the other part by their shares."
        ), 0.0, 1.0, nothing),
    )  # fmt: skip
    terms = tuple(f"surplus.{name}" for name in SHARES)
    return [
        Lever(
            key, label, help_, "number", defaults[key], "share", min(low, float(defaults[key])),
            max(high, float(defaults[key])), 0.05, voted=True, terms=terms, writes=how,
        )
        for key, label, help_, low, high, how in told
    ]  # fmt: skip


def _support(board: Board) -> Lever:
    offered = {key: one for key, one in SUPPORT.items() if one[2](board)}
    terms = {name for _, changes, _ in offered.values() for name in changes} | {"programme.grant"}

    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        chosen = str(decision["support"])
        changes = dict(offered[chosen][1])
        if chosen == "grant":
            changes["programme.grant"] = GRANT_MONTHS * float(board.base("office.fixed_cost"))
        return changes

    return Lever(
        "support", words("Support to ask for, one a year"),
        words("The programme pays, once a year, for one thing; it may take a year to come."),
        "choice", "none", choices=tuple((key, one[0]) for key, one in offered.items()),
        terms=tuple(sorted(terms)), writes=writes,
    )  # fmt: skip


def _apply() -> Lever:
    return _yes("apply", (
        words("Apply to the national fund"),
        words("Cheap money for lending, if the conditions are met; it must be paid back, and "
              "members repay outside money worse than their own."),
    ), False, {"national.applications": 1.0}, {"national.applications": 0.0})  # fmt: skip
