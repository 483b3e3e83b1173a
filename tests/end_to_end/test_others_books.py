"""Others' books and the answers to them, by the command."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.end_to_end.conftest import DEMO_DAY
from tests.end_to_end.program import NOT_WORDS, Book, digest

AS_OF = ("--as-of", DEMO_DAY)


def test_that_books_say_what_they_hold_and_which_could_not_be_read(demo: Book, tmp_path: Path) -> None:
    bad = tmp_path / "bad.perennial"
    bad.write_text("junk")
    done = demo.home.run("books", demo.path, bad, *AS_OF)

    assert done.code == 3
    assert "bad.perennial: This is not a portfolio" in done.err
    assert not NOT_WORDS.search(done.out)
    sentence, _, by_file, header, totals, *_ = done.out.splitlines()
    assert sentence.startswith("1 book: ")
    assert sentence.endswith("1 file could not be read.")
    assert (by_file, header.split()[:3]) == ("By file", ["file", "accounts", "ARR"])
    assert totals.startswith("demo.perennial")


def test_that_the_totals_of_a_file_are_those_of_its_metrics(demo: Book) -> None:
    found = demo.home.json("books", demo.path, *AS_OF)
    metrics = demo.json("metrics", *AS_OF)

    (file,) = found["files"]
    assert file["arr_cents"] == metrics["arr_cents"]
    assert file["at_risk_arr_cents"] == metrics["at_risk_arr_cents"]
    assert file["accounts"]["active"] == metrics["accounts"]["active"]
    assert file["scored"] == sum(each["band"] != "unscored" for each in found["accounts"])
    assert sorted(each["name"] for each in found["accounts"]) == sorted(
        each["name"] for each in demo.json("accounts", *AS_OF)
    )


def test_that_a_review_goes_back_to_its_book_and_nowhere_else(demo: Book, tmp_path: Path) -> None:
    theirs = Path(shutil.copy(demo.path, tmp_path / "theirs.perennial"))
    home, own, reply = demo.home, tmp_path / "own.perennial", tmp_path / "reply.perennial"
    home.say("new", own)
    before = digest(theirs)
    home.say("review", own, theirs, "ostrava", "Who else decides there?", *AS_OF)
    said = home.say("review", own, theirs, "ostrava", "> call the CFO fri", *AS_OF)
    assert said.splitlines() == [
        f"{DEMO_DAY} note Ostrava Freight: Who else decides there?",
        f"{DEMO_DAY} task Ostrava Freight: > call the CFO fri",
    ]
    assert home.json("reply", own, theirs, reply) == {"file": str(reply), "notes": 1, "tasks": 1, "gone": 0}
    assert digest(theirs) == before

    shown = home.say("merge", theirs, reply, "--dry-run")
    assert "review note 'Who else decides there?' of Ostrava Freight" in shown
    assert "task 'call the CFO' of Ostrava Freight" in shown
    home.say("merge", theirs, reply)
    assert home.say("merge", theirs, reply) == "Nothing new in reply.perennial.\n"
    assert home.run("merge", own, reply).code == 1


def test_that_a_reply_about_a_copy_says_which_book_takes_it_in(demo: Book, tmp_path: Path) -> None:
    home, own, password = demo.home, tmp_path / "own.perennial", {"PERENNIAL_PASSWORD": "correct horse"}
    theirs = Path(shutil.copy(demo.path, tmp_path / "theirs.perennial"))
    loan, sealed = tmp_path / "loan.perennial", tmp_path / "sealed.perennial"
    home.say("new", own)
    home.say("share", theirs, loan, "--loan", "--account", "ostrava", *AS_OF)
    assert home.process("share", theirs, sealed, "--seal", *AS_OF, env=password).code == 0
    for number, copy in enumerate((loan, sealed)):
        reply = tmp_path / f"reply-{number}.perennial"
        assert home.process("review", own, copy, "ostrava", f"note {number}", *AS_OF, env=password).code == 0
        said = home.process("reply", own, copy, reply, env=password).out
        assert said.endswith(f"The book that {copy.name} is a copy of takes it in: perennial merge BOOK {reply.name}\n")
        assert home.process("merge", theirs, reply, env=password).code == 0
