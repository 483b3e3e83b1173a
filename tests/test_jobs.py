"""Work beside the window: the latest wins, the late is dropped, and what goes wrong is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.jobs import CALM_MS, Cancelled, Jobs, Ticket


@pytest.fixture
def problems() -> list[Exception]:
    return []


@pytest.fixture
def jobs(qtbot: QtBot, problems: list[Exception]) -> Iterator[Jobs]:
    del qtbot
    made = Jobs(problems.append)
    yield made
    assert made.finish()


def test_that_the_answer_arrives_on_the_thread_that_asked(jobs: Jobs, qtbot: QtBot) -> None:
    threads: list[str] = []

    def run(_: Ticket) -> str:
        return threading.current_thread().name

    def done(worker: str) -> None:
        threads.extend((worker, threading.current_thread().name))

    jobs.start("a", run, done)
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[1] == threading.main_thread().name != threads[0]
    assert jobs.is_idle


def test_that_of_two_about_one_subject_only_the_later_is_answered(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[int] = []
    for number in range(20):
        jobs.start("a", lambda _, number=number: number, answers.append)  # type: ignore[misc]
    jobs.start("b", lambda _: 99, answers.append)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == [19, 99]


def test_that_a_cancelled_task_is_interrupted_and_never_answered(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[object] = []
    started, interrupted = threading.Event(), threading.Event()

    def run(ticket: Ticket) -> None:
        ticket.on_cancel(interrupted.set)
        started.set()
        assert interrupted.wait(10)
        with pytest.raises(Cancelled):
            ticket.check()

    jobs.start("a", run, answers.append, answers.append)
    qtbot.waitUntil(started.is_set)
    jobs.cancel("a")
    jobs.start("b", lambda _: "b", answers.append)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["b"]


def test_that_what_is_patient_keeps_nobody_waiting(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    may_end = threading.Event()

    def slow(_: Ticket) -> str:
        assert may_end.wait(10)
        return "slow"

    jobs.start("slow", slow, answers.append, is_patient=True)
    jobs.start("quick", lambda _: "quick", answers.append)
    qtbot.waitUntil(lambda: answers == ["quick"])
    may_end.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["quick", "slow"]


def test_that_what_is_patient_begins_after_all_that_is_waited_for_and_what_its_answers_ask_for(
    jobs: Jobs, qtbot: QtBot
) -> None:
    begun: list[str] = []

    def run(name: str) -> Callable[[Ticket], str]:
        return lambda _: begun.append(name) or name

    def ask_on(name: str) -> None:
        if name == "page":
            jobs.start("chart", run("chart"), ask_on)

    jobs.start("figures", run("figures"), ask_on, is_patient=True)
    jobs.start("modules", run("modules"), ask_on, is_patient=True)
    jobs.start("page", run("page"), ask_on)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert begun == ["page", "chart", "figures", "modules"]


def test_that_a_patient_task_that_was_cancelled_before_it_began_holds_up_no_other(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    for name in ("first", "second"):
        jobs.start(name, lambda _, name=name: name, answers.append, is_patient=True)  # type: ignore[misc]
    jobs.cancel("first")
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["second"]


class Computing:
    """A task that holds nothing any more, and goes on until it is let."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, ticket: Ticket) -> str:
        ticket.only_computes = True
        self.begun.set()
        assert self.may_end.wait(10)
        return "computed"


def test_that_what_only_computes_lets_others_pass_and_is_answered_all_the_same(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    computing = Computing()
    jobs.start("figures", computing, answers.append)
    qtbot.waitUntil(computing.begun.is_set)
    assert jobs.let_pass("figures")
    jobs.start("account", lambda _: "account", answers.append)
    qtbot.waitUntil(lambda: answers == ["account"])
    computing.may_end.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["account", "computed"]


def test_that_after_it_one_goes_after_the_other_again(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    computing, next_one = Computing(), Computing()
    jobs.start("figures", computing, answers.append)
    qtbot.waitUntil(computing.begun.is_set)
    jobs.let_pass("figures")
    computing.may_end.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    second = threading.Event()
    jobs.start("next", next_one, answers.append)
    jobs.start("second", lambda _: second.set(), lambda _: None)
    qtbot.waitUntil(next_one.begun.is_set)
    assert not second.wait(0.1)
    next_one.may_end.set()
    qtbot.waitUntil(second.is_set)


def test_that_what_is_patient_waits_for_what_was_brought_forward(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    computing = Computing()
    jobs.start("figures", computing, answers.append)
    qtbot.waitUntil(computing.begun.is_set)
    jobs.let_pass("figures")
    assert jobs.bring_forward("figures")
    jobs.start("patient", lambda _: "patient", answers.append, is_patient=True)
    qtbot.wait(3 * CALM_MS)
    computing.may_end.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["computed", "patient"]


def test_that_what_holds_a_file_or_has_not_begun_lets_nobody_pass(jobs: Jobs, qtbot: QtBot) -> None:
    computing = Computing()
    jobs.start("first", computing, lambda _: None)
    jobs.start("second", lambda _: None, lambda _: None)
    qtbot.waitUntil(computing.begun.is_set)
    assert not jobs.let_pass("second")
    assert not jobs.bring_forward("second")
    computing.may_end.set()


def test_that_who_listens_to_a_cancelled_ticket_hears_of_it_at_once() -> None:
    ticket, heard = Ticket(), threading.Event()
    ticket.cancel()
    ticket.on_cancel(heard.set)
    assert heard.is_set()


def test_that_what_goes_wrong_is_told_to_who_asked_else_to_all(
    jobs: Jobs, qtbot: QtBot, problems: list[Exception]
) -> None:
    told: list[Exception] = []

    def fail(_: Ticket) -> None:
        raise LookupError("nothing there")

    jobs.start("a", fail, lambda _: None, told.append)
    jobs.start("b", fail, lambda _: None)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert [type(each) for each in told + problems] == [LookupError, LookupError]
    assert len(told) == 1


class Traced:
    """Stands for a page that a task knows, and says which thread it ended on."""

    def __init__(self, ended_on: list[threading.Thread]) -> None:
        self._ended_on = ended_on

    def answered(self, _: object) -> None: ...

    def __del__(self) -> None:
        self._ended_on.append(threading.current_thread())


@pytest.mark.parametrize("is_cancelled", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_that_what_a_task_knows_ends_on_the_window_s_thread(
    jobs: Jobs, qtbot: QtBot, is_cancelled: bool, fails: bool
) -> None:
    """A page that went while it was read must not be destroyed by the thread that read for it: Qt would crash."""
    ended_on: list[threading.Thread] = []
    begun, may_end = threading.Event(), threading.Event()

    def begin() -> None:
        page = Traced(ended_on)

        def run(ticket: Ticket) -> object:
            begun.set()
            assert may_end.wait(10)
            ticket.check()
            if fails:
                raise ValueError(page)
            return page

        jobs.start("page", run, page.answered, page.answered)

    begin()
    assert begun.wait(10)
    if is_cancelled:
        jobs.cancel("page")
    may_end.set()
    jobs.start("after", lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: jobs.is_idle and bool(ended_on))
    assert ended_on == [threading.main_thread()]


def test_that_what_a_task_knows_that_never_began_ends_on_the_window_s_thread(jobs: Jobs, qtbot: QtBot) -> None:
    ended_on: list[threading.Thread] = []
    may_end = threading.Event()

    def begin() -> None:
        page = Traced(ended_on)
        jobs.start("page", lambda _: page, page.answered)

    jobs.start("before", lambda _: may_end.wait(10), lambda _: None)
    begin()
    jobs.cancel("page")
    may_end.set()
    qtbot.waitUntil(lambda: jobs.is_idle and bool(ended_on))
    assert ended_on == [threading.main_thread()]


def test_that_what_is_patient_waits_for_what_is_expected(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    jobs.expect("chart")
    jobs.start("figures", lambda _: "figures", answers.append, is_patient=True)
    qtbot.wait(3 * CALM_MS)
    assert not answers
    assert not jobs.is_idle
    jobs.start("chart", lambda _: "chart", answers.append)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["chart", "figures"]


def test_that_what_is_not_expected_any_more_keeps_nothing_waiting(jobs: Jobs, qtbot: QtBot) -> None:
    answers: list[str] = []
    jobs.expect("chart")
    jobs.start("figures", lambda _: "figures", answers.append, is_patient=True)
    qtbot.wait(3 * CALM_MS)
    jobs.cancel("chart")
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert answers == ["figures"]
