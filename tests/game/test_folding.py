"""The state of a room is the fold of its log: pure, whole, and the same after a restart."""

from __future__ import annotations

import copy
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopsim.game import (
    DESK,
    Advance,
    CallOff,
    Command,
    Decide,
    DecideDesk,
    Extend,
    GameError,
    Hide,
    Join,
    Pause,
    PlayEvent,
    Rename,
    Reopen,
    Resume,
    Reveal,
    Room,
    Send,
    StaleError,
    Start,
    Tell,
    TypeIn,
    Undo,
    to_scenario,
)
from coopsim.game.folding import Entry, fold, opening
from coopsim.scenario import Policy
from tests.game.rooms import begun, room, sends, setup, small

SETUP = setup()
USUAL = opening(SETUP).first[0]
OTHER = USUAL | {"loan_rate": 0.12, "support": "training"}


def folded(*commands: Command) -> object:
    return fold(SETUP, [Entry(number, one, 1.0) for number, one in enumerate(commands, 1)])


def test_folding_changes_nothing_it_is_given() -> None:
    entries = [
        Entry(1, Start()), Entry(2, Send(0, 0, dict(OTHER)), 5.0),
        Entry(3, Advance((None, None, None)), 2.0), Entry(4, Undo()),
    ]  # fmt: skip
    before = copy.deepcopy(entries)
    assert fold(SETUP, entries) == fold(SETUP, entries)
    assert entries == before
    assert opening(SETUP) == opening(SETUP)


def test_a_silent_team_keeps_its_last_decisions() -> None:
    state = folded(
        Start(), Send(0, 0, OTHER), Advance((None, None, None)),
        Decide(0, 2, USUAL), Advance((None, None, None)),  # a draft that was never sent
    )  # fmt: skip
    first, second = state.lived  # type: ignore[attr-defined]
    assert first.decisions == (OTHER, USUAL, USUAL)
    assert second.decisions == (OTHER, USUAL, USUAL)
    assert first.silent == (False, True, True)
    assert second.silent == (True, True, True)


def test_a_split_that_is_voted_down_is_the_last_one() -> None:
    wish = OTHER | {"reserve": 0.8}
    rejected = folded(Start(), Send(0, 0, wish), Advance((0.3, None, None)))
    passed = folded(Start(), Send(0, 0, wish), Advance((0.7, None, None)))
    assert rejected.lived[0].decisions[0] == OTHER  # type: ignore[attr-defined]
    assert rejected.lived[0].proposed[0] == wish  # type: ignore[attr-defined]
    assert passed.lived[0].decisions[0] == wish  # type: ignore[attr-defined]


def test_a_year_taken_back_leaves_what_was_sent_to_send_again() -> None:
    state = folded(Start(), Send(0, 0, OTHER), PlayEvent("illness"), Advance((None,) * 3), Undo())
    assert state.phase == "deciding" and state.year == 1 and not state.lived  # type: ignore[attr-defined]
    team = state.teams[0]  # type: ignore[attr-defined]
    assert team.draft == OTHER and not team.sent
    assert state.events == ("illness",)  # type: ignore[attr-defined]


def test_the_clock_runs_only_while_teams_decide() -> None:
    state = fold(SETUP, [
        Entry(1, Start(), 100.0), Entry(2, Pause(), 30.0), Entry(3, Resume(), 500.0),
        Entry(4, Extend(60.0), 10.0),
    ])  # fmt: skip
    assert state.used == 40.0
    assert state.limit == 60 * SETUP.minutes + 60.0


def test_a_room_is_found_again_as_it_was(tmp_path: Path) -> None:
    made = begun(tmp_path)
    made.do(Join(1, "phone"))
    sends(made, 0, loan_rate=0.12)
    made.do(Rename(1, "Team Ocean"))
    made.do(Tell("Ten minutes more", 1))
    made.do(Advance())
    again = Room.open(tmp_path / "games.db", "room")
    assert again.state == made.state
    assert again.state.messages_to(1) and not again.state.messages_to(0)
    assert again.setup == made.setup


def test_two_devices_of_a_team_do_not_clash(tmp_path: Path) -> None:
    made = begun(tmp_path)
    version = made.state.teams[0].version
    made.do(Decide(0, version, OTHER))
    mine = USUAL | {"loan_rate": 0.2}
    with pytest.raises(StaleError) as refused:
        made.do(Send(0, version, mine))
    assert refused.value.sent == {"loan_rate": 0.2, "support": "none"}
    assert refused.value.stands == {"loan_rate": 0.12, "support": "training"}
    assert made.state.teams[0].draft == OTHER and not made.state.teams[0].sent
    made.do(Send(0, refused.value.version, mine))
    assert made.state.teams[0].draft == mine


def test_a_device_does_not_clash_with_its_own_draft(tmp_path: Path) -> None:
    # The draft counted, and the answer that told its version was lost.
    made = begun(tmp_path)
    made.do(Decide(0, 0, OTHER, "phone"))
    mine = OTHER | {"loan_rate": 0.2}
    with pytest.raises(StaleError):
        made.do(Send(0, 0, mine, "laptop"))
    made.do(Send(0, 0, mine, "phone"))
    assert made.state.teams[0].sent and made.state.teams[0].draft == mine
    made.do(TypeIn(0, OTHER))
    with pytest.raises(StaleError):
        made.do(Send(0, 0, mine, "phone"))


def test_a_card_is_refused_only_in_the_year_in_which_the_scenario_sets_the_same(
    tmp_path: Path,
) -> None:
    storm = Policy(13, (("luck.income_shift", -0.3),), 18, (), "A storm year")
    made = begun(tmp_path, setup(small().with_policies(storm)))
    assert made.do(PlayEvent("flood")).events == ("flood",)
    made.do(Advance())
    with pytest.raises(GameError, match="the scenario itself"):
        made.do(PlayEvent("flood"))
    assert made.do(PlayEvent("ceremonies")).events == ("ceremonies",)


def test_a_send_that_arrives_twice_counts_once(tmp_path: Path) -> None:
    made = begun(tmp_path)
    version = made.state.teams[0].version
    made.do(Send(0, version, OTHER))
    length = made.state.length
    made.do(Send(0, version, OTHER))
    assert made.state.length == length


def test_a_sent_decision_is_changed_only_after_it_is_opened(tmp_path: Path) -> None:
    made = begun(tmp_path)
    sends(made, 0)
    with pytest.raises(GameError, match="open them again"):
        made.do(Decide(0, made.state.teams[0].version, OTHER))
    made.do(Reopen(0))
    made.do(Decide(0, made.state.teams[0].version, OTHER))
    assert made.state.teams[0].draft == OTHER


def test_a_year_that_went_by_makes_a_late_send_stale(tmp_path: Path) -> None:
    made = begun(tmp_path)
    version = made.state.teams[0].version
    made.do(Advance())
    with pytest.raises(StaleError):
        made.do(Send(0, version, OTHER))
    assert not made.state.teams[0].sent


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Send(7, 0, USUAL), "no team number 7"),
        (Send(0, 0, USUAL | {"loan_rate": 9.0}), "Choose a number from 0% to 36%"),
        (Send(0, 0, USUAL | {"loan_rate": float("nan")}), "Choose a number"),
        (Send(0, 0, USUAL | {"support": "gold"}), "Choose one of"),
        (Send(0, 0, USUAL | {"manager": 1.0}), "yes or no"),
        (Send(0, 0, USUAL | {"luck": 1.0}), "nothing called 'luck'"),
        (Send(0, 0, {"loan_rate": 0.1}), "is missing"),
        (Extend(float("inf")), "60 minutes"),
        (PlayEvent("fish war"), "no card"),
        (PlayEvent("late_buyer"), "no card"),  # a credit union sells nothing
        (Undo(), "taken back"),
        (Rename(0, "Team Coral"), "Another team"),
        (Rename(0, " "), "Write 1 to 30"),
        (Rename(0, "a\nb"), "in one line"),
        (Reveal("everything"), "no curve"),
    ],
)
def test_what_may_not_be_is_refused_in_words(tmp_path: Path, command: Command, words: str) -> None:
    made = begun(tmp_path)
    before = made.state
    with pytest.raises(GameError, match=words):
        made.do(command)
    assert made.state == before
    assert Room.open(tmp_path / "games.db", "room").state == before


def test_cards_about_one_thing_contradict_each_other(tmp_path: Path) -> None:
    made = begun(tmp_path)
    made.do(PlayEvent("price_fall"))
    with pytest.raises(GameError, match="Another card"):
        made.do(PlayEvent("price_rise"))
    made.do(CallOff("price_fall"))
    assert made.do(PlayEvent("price_rise")).events == ("price_rise",)


def test_the_desk_decides_for_all_and_two_devices_of_it_do_not_clash(tmp_path: Path) -> None:
    with_fund = setup(small("timor-leste-with-national-fund"), desk=True)
    made = begun(tmp_path, with_fund)
    assert made.secrets is not None and made.who(made.secrets.desk) == DESK
    wish = made.state.desk | {"fund_rate": 0.03}
    made.do(DecideDesk(0, wish))
    with pytest.raises(StaleError):
        made.do(DecideDesk(0, wish | {"fund_rate": 0.1}))
    made.do(Advance())
    assert made.state.lived[0].desk == wish == made.state.desk
    (policy,) = to_scenario(with_fund, made.state.lived).policies
    assert policy.changes == (("national.rate", 0.03),) and policy.where == ()
    with pytest.raises(GameError, match="no national desk"):
        room(tmp_path / "other").do(DecideDesk(0, wish))


def test_a_change_of_the_clock_on_the_wall_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begun(tmp_path)
    monkeypatch.setattr(time, "time", lambda: 5 * 3600.0)
    left = made.seconds_left
    assert 60 * SETUP.minutes - 60 < left <= 60 * SETUP.minutes
    made.do(Pause())
    assert Room.open(tmp_path / "games.db", "room").seconds_left <= left


def test_secrets_are_kept_as_hashes_alone(tmp_path: Path) -> None:
    made = room(tmp_path)
    told = made.secrets
    assert told is not None
    assert [made.seat(code) for code in told.teams] == [0, 1, 2]
    assert made.seat(told.teams[1].lower()) == 1
    assert made.admits(told.pin) and not made.admits("0" + told.pin)
    assert made.is_facilitator(told.facilitator)
    assert made.seat(told.facilitator) is None and not made.is_facilitator(told.teams[0])
    kept = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    for secret in (told.facilitator, *told.teams):
        assert secret.encode() not in kept
    new = made.renew("1")
    assert made.seat(new) == 1 and made.seat(told.teams[1]) is None


DECISIONS = st.sampled_from([USUAL, OTHER, USUAL | {"reserve": 0.9}, {}, {"loan_rate": 99.0}])
TEAMS, VERSIONS = st.integers(-1, 4), st.integers(0, 12)
COMMANDS = st.one_of(
    st.builds(Join, TEAMS, st.sampled_from(["a", "b", ""])),
    st.builds(Rename, TEAMS, st.sampled_from(["Team One", "Team Two", ""])),
    st.builds(Decide, TEAMS, VERSIONS, DECISIONS),
    st.builds(Send, TEAMS, VERSIONS, DECISIONS),
    st.builds(TypeIn, TEAMS, DECISIONS),
    st.builds(Reopen, TEAMS),
    st.builds(PlayEvent, st.sampled_from(["illness", "price_fall", "none"])),
    st.builds(CallOff, st.sampled_from(["illness", "price_fall"])),
    st.builds(Extend, st.floats(-10, 5000)),
    st.builds(Tell, st.sampled_from(["Hello", ""]), st.one_of(st.none(), TEAMS)),
    st.builds(Reveal, st.sampled_from(["trust", "nothing"])),
    st.builds(Hide, st.sampled_from(["trust", "nothing"])),
    st.sampled_from([Start(), Advance(), Undo(), Pause(), Resume()]),
)


@settings(max_examples=60)
@given(st.lists(COMMANDS, max_size=25), st.lists(st.floats(-5, 400), min_size=25, max_size=25))
def test_folding_never_fails(commands: list[Command], seconds: list[float]) -> None:
    # Not even on a log that no room would have written.
    entries = [Entry(number, one, seconds[number - 1]) for number, one in enumerate(commands, 1)]
    state = fold(SETUP, entries)
    assert state.length == len(entries)
    assert 1 <= state.year <= state.years and len(state.lived) <= state.years


@settings(max_examples=15)
@given(st.lists(COMMANDS, max_size=12))
def test_whatever_is_asked_the_log_gives_the_same_state(commands: list[Command]) -> None:
    with TemporaryDirectory() as folder:
        made = room(Path(folder), SETUP)
        for command in [Start(), *commands]:
            before = made.state
            try:
                made.do(command)
            except GameError:
                assert made.state == before
        assert Room.open(Path(folder) / "games.db", "room").state == made.state
