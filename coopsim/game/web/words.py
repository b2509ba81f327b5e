"""What pages of the game say by themselves, by the name a template knows it by."""

from __future__ import annotations

from coopsim.text import say, words

WORDS = {
    "language": words("Language"),
    "pages": words("Pages"),
    "offline": words("No connection to the trainer's computer. What you chose is kept here."),
    "working": words("The year is being lived …"),
    "back": words("Back"),
    "print": words("Print"),
    "year": words("Year"),
    "team": words("Team"),
    "teams": words("Teams"),
    "time_left": words("Time left"),
    # coming in
    "join_title": words("Join the game"),
    "join": words("Join"),
    "join_help": words("The trainer has the PIN of the room and the code of your team."),
    "join_code": words("The trainer has the code of your team."),
    "pin": words("PIN of the room"),
    "code": words("Code of your team"),
    "address": words("Open this address:"),
    "welcome": words("Welcome. Your page opens now."),
    "go_on": words("Open my page"),
    # a team's page
    "message": words("Message:"),
    "dials": words("Four dials"),
    "dials_told": words("What the four dials are made of"),
    "decided": words("What we decided last year"),
    "accounts": words("Our accounts of last year"),
    "keep_last": words("What you do not change stays as it was last year."),
    "changed": words("changed"),
    "as_before": words("All as last year"),
    "differs": words(
        "Another device of your team has sent something else. What you chose here is kept. "
        "It differs in:"
    ),
    "take_theirs": words("Show what was sent"),
    "send_mine": words("Send what stands here"),
    # the facilitator's board
    "projector": words("Projector"),
    "debrief": words("Debrief"),
    "codes": words("Addresses and codes"),
    "codes_help": words(
        "Cut the cards apart and give each team its own. Who has a code can decide for that team."
    ),
    "scenario_file": words("The game as a scenario file"),
    "decisions_file": words("Decisions as a table (CSV)"),
    "to_board": words("Back to the board"),
    "start": words("Start the first year"),
    "advance": words("End the year"),
    "undo": words("Take the last year back"),
    "undo_sure": words(
        "The last year is taken back and played again. Decisions become drafts. Go on?"
    ),
    "pause": words("Pause the clock"),
    "resume": words("Let the clock go on"),
    "extend": words("Two more minutes"),
    "remind": words("Remind who has not sent"),
    "preview": words("What they have chosen so far"),
    "type_in": words("Type in"),
    "reopen": words("Open again"),
    "desk": words("National desk"),
    "events": words("Events"),
    "card": words("Event card"),
    "play_card": words("Play this card for all teams"),
    "call_off": words("Take the card out"),
    "no_event": words("No event this year."),
    "message_title": words("Message"),
    "message_to": words("To"),
    "all_teams": words("All teams"),
    "message_text": words("Words"),
    "message_send": words("Send the message"),
    "rename": words("Rename"),
    "name": words("Name"),
    "new_code": words("Make a new code"),
    "new_code_title": words("New code"),
    "new_code_help": words("The old code ends; every device of this team has to join again."),
    # the debrief
    "nothing_lived": words("No year has been played yet."),
    "dials_help": words(
        "Each team knows its own dials. Show one after the other to compare the teams; the "
        "projector shows what you show here."
    ),
    "ranking_on": words("Put teams in order"),
    "ranking_off": words("Leave teams in the order of their numbers"),
    "bold": words("Bold: decided otherwise than the year before."),
    "years_title": words("Year by year"),
    "whatif_title": words("What if …?"),
    "whatif_help": words(
        "One decision of one team is changed in some years, and the same game is lived again "
        "under the same luck."
    ),
    "whatif_try": words("Live the game again"),
    "whatif_legend": words("A, dashed: as it was played. B: with the change."),
    "whatif_luck": words(
        "Same luck, same other teams' decisions. Other teams would perhaps have decided otherwise."
    ),
    "from_year": words("From year"),
    "to_year": words("To year"),
    "decision": words("Decision"),
    "position": words("What it would have been"),
    "as_played": words("As it was played"),
    "as_changed": words("With the change"),
    "difference": words("Difference"),
}


def told(lang: str) -> dict[str, str]:
    """All of them in a language."""
    return {name: say(message, lang) for name, message in WORDS.items()}
