"""How the figures of one account's page came about, by the same record as those of the book.

A state is of one day: its period is that day alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from desktop.charts.health_line import HealthLine
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.answers import interval
from desktop.domain.explain.of_day import of_day
from desktop.domain.explain.phrases import Phrase, cents, count, day, of_unit, plural
from desktop.domain.health_inputs import FEEDBACK_DAYS
from desktop.domain.scorecards import INPUTS
from desktop.domain.surveys import latest_per_contact
from desktop.operations import explain_line
from desktop.operations.account_timeline import TALKS, is_two_way
from desktop.operations.account_view import AccountView
from desktop.operations.explain_one import line_name, of_account
from desktop.operations.explain_score import explained_change, explained_input, explained_score
from desktop.operations.explain_use import explained_features, explained_seats, explained_trend

NO_LINE = HealthLine(())
MOST_TALKS = 25


def explained_of_account(view: AccountView, key: str, line: HealthLine = NO_LINE) -> Explanation:
    """How a figure of the account came about.

    Args:
        key: one of ACCOUNT_KEYS.
        line: the health of the past months; "health.line" asks for it, and nothing else.
    Raises:
        Rejected: there is no such figure.
    """
    name = key.strip().casefold().replace("-", "_")
    if name not in ACCOUNT_KEYS:
        raise Rejected(
            f"There is no figure {key!r} of an account: use one of {', '.join(ACCOUNT_KEYS)}.", field="explain"
        )
    if name == explain_line.KEY:
        return explain_line.explained_line(view, line)
    if name.startswith("health.") and name not in _BUILDERS:
        return explained_input(view, name.removeprefix("health."))
    return _BUILDERS[name](view)


def _opt_out(view: AccountView) -> Explanation:
    """The day until which the governing line can be left."""
    coming = sorted(
        (line for line in view.lines if line.next is not None),
        key=lambda line: (line.next is not view.governing, line.next.governs_on if line.next else view.day),
    )
    row = view.governing
    value = None if row is None else row.opts_out_on
    numbers: Phrase = ("no term that ends",)
    sentence: Phrase = ("No running line has a term that ends, so there is nothing to opt out of.",)
    if row is not None:
        notice = None if row.opts_out_on is None else (row.renews_on - row.opts_out_on).days
        numbers = (day(row.renews_on), " - ", of_unit(notice, "days"), " of notice = ", of_unit(value, "date"))
        sentence = _opt_out_sentence(view)
    unknown = sum(line.next.opts_out_on is None for line in coming if line.next is not None)
    return of_day(
        view.day,
        of=of_account(view),
        key="opt_out",
        row_of="line",
        title="Opt-out",
        value=value,
        unit="date",
        sentence=sentence,
        formula="end of the term - notice days",
        numbers=numbers,
        n=len(coming),
        n_of=f"contract {plural(len(coming), 'line')} with a term that ends",
        exclusions=(
            Exclusion(plural(unknown, "line"), unknown, ("the notice period is unknown: the renewal date stands in",)),
        )
        if unknown
        else (),
        columns=(
            Column("arr", "ARR", "cents", is_narrow=True),
            Column("ends", "ends", "date", is_narrow=True),
            Column("notice", "notice", "days", is_narrow=True),
            Column("opts_out", "opt-out", "date", is_narrow=True),
        ),
        rows=tuple(
            Row(
                view.account.id,
                line_name(line),
                (line.next.arr_cents, line.next.renews_on, line.line.notice_days, line.next.opts_out_on),
            )
            for line in coming
            if line.next is not None
        ),
        part=None,
        no_sum="it is the next day of them",
        definition="The last day on which notice can be given; after it there is nothing left to decide.",
    )


def _opt_out_sentence(view: AccountView) -> Phrase:
    row = view.governing
    assert row is not None
    if row.overdue:
        return ("The term ended ", day(row.renews_on), " and nobody said what became of it.")
    if row.outcome is not None:
        return (f"The outcome is known already: {row.outcome}; the term ends ", day(row.renews_on), ".")
    if row.notice_given_on is not None:
        return ("Notice was given ", day(row.notice_given_on), "; the term ends ", day(row.renews_on), ".")
    if row.opts_out_on is None:
        return ("The term ends ", day(row.renews_on), "; how long before notice is due is unknown.")
    left = of_unit(row.days, "days") if row.days >= 0 else of_unit(-row.days, "days")
    return ("The line can be left until ", day(row.opts_out_on), ": ", left, " left." if row.days >= 0 else " ago.")


def _last_contact(view: AccountView) -> Explanation:
    """Days since somebody there last answered."""
    last = view.last_two_way
    days = None if last is None else (view.day - last[0]).days
    logged = [row for row in view.timeline if not row.event.is_planned and row.event.kind in ("qbr", *TALKS)]
    # Behind many that nobody answered, the one that counts is still there.
    counts = next((row for row in logged if is_two_way(row.event)), None)
    talks = [row for at, row in enumerate(logged) if at < MOST_TALKS or row is counts]
    one_way = sum(not is_two_way(row.event) for row in talks)
    return of_day(
        view.day,
        of=of_account(view),
        key="last_contact",
        row_of="talk",
        title="Last two-way contact",
        value=days,
        unit="days",
        sentence=("Nothing two-way is logged.",) if last is None else ("The last was ", day(last[0]), _with(last[1])),
        formula="day looked at - day of the last talk held, review held or email answered",
        numbers=(
            day(view.day),
            " - ",
            of_unit(None if last is None else last[0], "date"),
            " = ",
            of_unit(days, "days"),
        ),
        n=len(talks),
        n_of=f"latest {plural(len(talks), 'talk')} logged",
        exclusions=(Exclusion(plural(one_way, "entry", "entries"), one_way, ("nobody is known to have answered",)),)
        if one_way
        else (),
        columns=(
            Column("on", "on", "date", is_narrow=True),
            Column("kind", "kind", "text", is_narrow=True),
            Column("with", "with", "text", is_narrow=True),
        ),
        rows=tuple(
            Row(view.account.id, row.event.title or row.event.kind, (row.event.on_day, row.event.kind, row.event.who))
            for row in talks
        ),
        part=None,
        no_sum="it is the latest of them that was answered",
        definition="Days since the last call, meeting or review held, or email answered. What was only sent is none.",
    )


def _with(who: str | None) -> str:
    return f", with {who}." if who else "."


def _arr(view: AccountView) -> Explanation:
    """ARR of the lines that run."""
    running = [line for line in view.lines if line.is_open]
    out = [line for line in view.lines if not line.is_open]
    trials = sum(bool(line.line.trial) for line in running)
    overdue = [line for line in out if line.next is not None and line.next.overdue]
    exclusions = [
        Exclusion(plural(n, "line"), n, (why,), arr)
        for n, why, arr in (
            (trials, "a trial counts as zero", None),
            (len(overdue), "the term ended and nobody said what became of it", sum(x.line.arr_cents for x in overdue)),
            (len(out) - len(overdue), "over, or not begun", None),
        )
        if n
    ]
    shown = [(line, 0 if line.line.trial else line.line.arr_cents) for line in running]
    return of_day(
        view.day,
        of=of_account(view),
        key="arr",
        row_of="line",
        title="ARR",
        value=view.arr_cents,
        unit="cents",
        sentence=(
            count(len(running)),
            f" contract {plural(len(running), 'line runs', 'lines run')} on ",
            day(view.day),
            ".",
        ),
        formula="sum of the ARR of the contract lines that run",
        numbers=("sum over ", count(len(running)), f" {plural(len(running), 'line')} = ", cents(view.arr_cents)),
        n=len(running),
        n_of=f"{plural(len(running), 'line')} that {plural(len(running), 'runs', 'run')}",
        exclusions=tuple(exclusions),
        columns=(
            Column("arr", "ARR", "cents", view.arr_cents, is_narrow=True),
            Column("start", "from", "date", is_narrow=True),
            Column("end", "to", "date", is_narrow=True),
        ),
        rows=tuple(Row(view.account.id, line_name(x), (arr, x.line.start_on, x.line.end_on)) for x, arr in shown),
        part="arr",
        definition="What the contract lines that run on the day come to for a year.",
    )


def _nps(view: AccountView) -> Explanation:
    """NPS of the account, over a year."""
    found = view.nps
    start = view.day - timedelta(days=FEEDBACK_DAYS)
    given = [each for each in view.answers if each.answer.kind == "nps" and each.answer.responded_on > start]
    chosen = {each.id for each in latest_per_contact(each.answer for each in reversed(given))}
    counted = [each for each in given if each.answer.id in chosen]
    silent = sum(each.answer.score is None for each in given)
    older = len(given) - silent - len(counted)
    n = found.n
    return of_day(
        view.day,
        of=of_account(view),
        period=Period(start, view.day),
        key="nps",
        row_of="person",
        title="NPS of the account",
        value=found.value,
        unit="net",
        direction="higher is better",
        is_estimate=True,
        sentence=("No data: nobody answered NPS within a year.",)
        if not n
        else (count(n), f" {plural(n, 'person', 'people')} answered within a year; read the comments."),
        formula="100 x (promoters - detractors) / people",
        numbers=(
            *("100 x (", count(found.promoters), " - ", count(found.detractors), ") / ", count(n), " = "),
            of_unit(found.value, "net"),
        ),
        n=n,
        n_of=plural(n, "person", "people"),
        interval=interval(found.value, found.low, found.high, "net", "adjusted Wald"),
        exclusions=tuple(
            Exclusion(plural(many, "answer"), many, (why,))
            for many, why in (
                (silent, "asked, not answered"),
                (older, "superseded, a later one of the same contact counts"),
            )
            if many
        ),
        columns=(
            Column("part", "part", "net", found.value, is_narrow=True),
            Column("score", "answer", "answer", is_narrow=True),
            Column("on", "on", "date", is_narrow=True),
        ),
        rows=tuple(
            Row(
                view.account.id,
                each.who or "somebody",
                (100 * each.side / n, each.answer.score, each.answer.responded_on),
            )
            for each in counted
            if n
        ),
        part="part",
        inputs=(Input("answers of every kind, ever", count(sum(x.answer.score is not None for x in view.answers))),),
        definition=f"Promoters (9, 10) less detractors (0 to 6) in a hundred, within {FEEDBACK_DAYS} days; the latest "
        "answer of each person counts.",
    )


def _next_step(view: AccountView) -> Explanation:
    """What somebody wrote down as the next step, beside the tasks that are open."""
    step, due = view.account.next_step, view.account.next_step_on
    tasks = (*view.ours, *view.theirs)
    task = view.next_task
    sentence: Phrase = ("No data: nobody said what the next step is.",)
    if step is not None:
        when: Phrase = ("no day is set",) if due is None else ("due ", day(due))
        of = "it is an open task" if task is not None else "it is no task of the list"
        sentence = ("Typed on the account; ", *when, f"; {of}.")
    return of_day(
        view.day,
        of=of_account(view),
        key="next_step",
        row_of="task",
        title="Next step",
        value=step,
        unit="text",
        sentence=sentence,
        formula="what was typed as the next step, with its day; completing the task of that name completes it",
        numbers=(of_unit(step, "text"), " by ", day(due)) if due is not None else (of_unit(step, "text"),),
        inputs=(
            *((Input("days left", count((due - view.day).days)),) if due is not None and due > view.day else ()),
            *((Input("days late", count((view.day - due).days)),) if due is not None and due < view.day else ()),
            Input("open tasks of ours", count(len(view.ours))),
            Input("open tasks of theirs", count(len(view.theirs))),
        ),
        n=len(tasks),
        n_of=f"open {plural(len(tasks), 'task')}",
        columns=(
            Column("due", "due", "date", is_narrow=True),
            Column("side", "whose turn", "text", is_narrow=True),
            Column("owner", "who", "text", is_narrow=True),
        ),
        rows=tuple(Row(view.account.id, each.title, (each.due_on, each.side, each.owner)) for each in tasks),
        part=None,
        no_sum="it is one step; the rows are what else is open",
        definition="One thing, with a day, that moves the account on. It is typed, not computed.",
    )


_BUILDERS: Mapping[str, Callable[[AccountView], Explanation]] = MappingProxyType(
    {
        "health": explained_score,
        "health.change": explained_change,
        "arr": _arr,
        "opt_out": _opt_out,
        "last_contact": _last_contact,
        "nps": _nps,
        "usage.seats": explained_seats,
        "usage.trend": explained_trend,
        "usage.features": explained_features,
        "next_step": _next_step,
    }
)
ACCOUNT_KEYS: tuple[str, ...] = (*_BUILDERS, explain_line.KEY, *(f"health.{name}" for name in INPUTS))
"""Every figure of an account that can be explained."""
