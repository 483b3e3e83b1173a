"""How the figures beside the lists of a day came about: what changed, who is quiet, meetings, promises, tasks, gaps.

A list says how many it holds; here stands what is counted, what is not and why, and each row again.
"""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.account_rows import BANDS
from desktop.domain.calendar import Period
from desktop.domain.explain import Column, Explanation, Input, Row
from desktop.domain.explain.of_day import counted, left_out, numbers_of, of_arr, of_csm, of_day
from desktop.domain.explain.phrases import cents, count, day, plural
from desktop.domain.name_order import order_key
from desktop.domain.signals.quiet import QUIET_FACTOR
from desktop.domain.today.book import Today
from desktop.domain.today.changed import LEAST_POINTS, Cause
from desktop.domain.today.gaps import CALLED, KINDS, counts, lacking
from desktop.domain.today.lists import MEETING_DAYS, PROMISE_DAYS, OpenTask, Promise

WHOSE = {"ours": "we owe", "theirs": "they owe", "unsaid": "nobody said whose"}
ARR = Column("arr", "ARR", "cents")
OF_TASK = Column("what", "what", "text"), Column("due", "due", "date"), Column("side", "whose turn", "text")


def explained_book(view: Today) -> Explanation:
    """The accounts with ARR, by band: how large the book is."""
    n, arr = view.accounts, view.arr_cents
    idle = len(view.names) - n
    by_band = [(band, [each for each, of in view.bands.items() if of == band]) for band in BANDS]
    rows = sorted(view.bands, key=lambda each: (-view.arr_of.get(each, 0), order_key(view.names[each])))
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.book",
        title="Accounts with ARR",
        value=n,
        unit="count",
        sentence=(*of_arr(n, arr), "."),
        formula="accounts whose contract lines come to more than 0 on the day",
        numbers=(" + ".join(f"{len(each):,} {band}" for band, each in by_band if each) or "0", " = ", count(n)),
        inputs=tuple(
            each
            for band, accounts in by_band
            if accounts
            for each in (
                *numbers_of((band, len(accounts))),
                Input(f"{band}, ARR", cents(sum(view.arr_of.get(each, 0) for each in accounts))),
            )
        ),
        n=n,
        n_of=plural(n, "account"),
        exclusions=left_out(("account", idle, "no contract line runs, or only a trial")),
        columns=counted(n, ARR._replace(total=arr), Column("band", "band", "text")),
        rows=tuple(Row(each, view.names[each], (1, view.arr_of.get(each, 0), view.bands[each])) for each in rows),
        definition="Green from 75, amber from 50, red below, as the scorecard sets it; unscored where too little is "
        "known to judge.",
    )


def explained_changed(view: Today) -> Explanation:
    """The accounts that changed since the day changes are told from."""
    n = len(view.changed)
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.changed",
        title="Changed",
        value=n,
        unit="count",
        period=Period(view.since, view.day),
        sentence=(count(n), f" {plural(n, 'account')} changed since ", day(view.since), "."),
        formula=f"accounts whose band changed or whose score moved by {LEAST_POINTS} points or more, or of which a "
        "detractor answered, a milestone slipped or ARR moved",
        numbers=(count(n), f" of {len(view.names):,} {plural(len(view.names), 'account')}"),
        n=len(view.names),
        n_of=plural(len(view.names), "account"),
        exclusions=left_out(
            ("account", len(view.names) - n, f"none of these happened: moves under {LEAST_POINTS} points are not told")
        ),
        columns=counted(
            n,
            Column("points", "points", "count"),
            Column("then", "before", "text"),
            Column("now", "now", "text"),
            Column("why", "why", "text"),
        ),
        rows=tuple(
            Row(
                each.account,
                each.name,
                (
                    1,
                    each.points,
                    f"was {each.before.band}",
                    f"is {each.after.band}",
                    ", ".join(map(_cause, each.causes)),
                ),
            )
            for each in view.changed
        ),
        assumptions=(("Both days are scored by the scorecard of today, so that no edit of it passes for news.",),),
        definition="What is new of an account since you pressed “seen”, by default since the last working day.",
    )


def explained_quiet(view: Today) -> Explanation:
    """Who has gone quiet, and which of the largest are kept beside them."""
    quiet = [each for each in view.quiet if each.is_quiet]
    n, kept = len(quiet), len(view.quiet) - len(quiet)
    factor = f"{QUIET_FACTOR:g}"
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.quiet",
        title="Going quiet",
        value=n,
        unit="count",
        direction="lower is better",
        sentence=(
            count(n),
            f" of {view.accounts:,} {plural(view.accounts, 'account')} with ARR {plural(n, 'has', 'have')} gone quiet.",
        ),
        formula=f"accounts whose last two-way contact is more than {factor} x the cadence of their segment ago",
        numbers=(count(n), f" of {view.accounts:,}"),
        n=view.accounts,
        n_of=f"{plural(view.accounts, 'account')} with ARR",
        exclusions=left_out(
            ("account", kept, "not quiet, in the list because it is among the largest tenth by ARR"),
            ("account", view.accounts - n - kept, f"within {factor} x the cadence, or nothing two-way was ever logged"),
        ),
        columns=counted(
            n,
            ARR,
            Column("days", "days", "days"),
            Column("limit", "quiet after", "days"),
        ),
        rows=tuple(
            Row(each.account, each.name, (1, each.arr_cents, each.days, round(each.limit_days))) for each in quiet
        ),
        assumptions=(("Never any contact is unknown, not silence: the Gaps name those.",),),
        definition="Nobody has talked with the account for longer than was meant; the cadence is set per segment.",
    )


def explained_meetings(view: Today) -> Explanation:
    """What is planned for the week."""
    n = len(view.meetings)
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.meetings",
        title=f"Meetings, next {MEETING_DAYS} days",
        value=n,
        unit="count",
        period=Period(view.day - timedelta(days=1), view.day + timedelta(days=MEETING_DAYS - 1)),
        row_of="meeting",
        sentence=(count(n), f" {plural(n, 'meeting is', 'meetings are')} planned."),
        formula=f"calls, meetings and QBRs planned for the day and the {MEETING_DAYS - 1} after it",
        numbers=(count(n),),
        n=n,
        n_of=plural(n, "meeting"),
        columns=counted(
            n,
            Column("on", "on", "date"),
            Column("kind", "kind", "text"),
            Column("who", "with", "text"),
        ),
        rows=tuple(
            Row(each.account, each.name, (1, each.on, each.kind, each.who or each.about)) for each in view.meetings
        ),
        definition="What was held, or lies further ahead, is on the account's page.",
    )


def explained_promises(view: Today) -> Explanation:
    """The promises due, by who owes and which are late."""
    n = len(view.promises)
    sides = [each.side for each in view.promises]
    others = sum(not (each.is_promise or each.side == "theirs") for each in view.tasks)
    kept = {each.task for each in view.promises}
    later = len(view.tasks) - others - sum(each.task in kept for each in view.tasks)
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.promises",
        title="Promises due",
        value=n,
        unit="count",
        row_of="promise",
        sentence=(count(n), f" {plural(n, 'promise is', 'promises are')} late or due within {PROMISE_DAYS} days."),
        formula=f"open promises whose day is past, or within {PROMISE_DAYS} days",
        numbers=(
            *(count(sides.count("ours")), " we owe + ", count(sides.count("theirs")), " they owe"),
            *((" + ", count(sides.count("unsaid")), " unsaid") if "unsaid" in sides else ()),
            *(" = ", count(n)),
        ),
        inputs=numbers_of(
            ("we owe", sides.count("ours")),
            ("they owe", sides.count("theirs")),
            ("nobody said whose", sides.count("unsaid")),
            ("late", sum(each.days < 0 for each in view.promises)),
        ),
        n=n,
        n_of=plural(n, "promise"),
        exclusions=left_out(
            ("task", others, "our own business: a note to oneself, or a step of a playbook"),
            ("promise", later, f"due in more than {PROMISE_DAYS} days, or on no day"),
        ),
        columns=counted(n, *OF_TASK),
        rows=tuple(map(_task, view.promises)),
        definition="Agreed in a talk or a review, or seen by the customer; what they owe counts, too.",
    )


def explained_tasks(view: Today) -> Explanation:
    """Every open task, and which are late."""
    n = len(view.tasks)
    late = [each for each in view.tasks if each.days is not None and each.days < 0]
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.tasks",
        title="Open tasks",
        value=n,
        unit="count",
        row_of="task",
        sentence=(
            *(count(n), f" {plural(n, 'task is', 'tasks are')} open; ", count(len(late)), " late, "),
            *(count(sum(each.side != "theirs" for each in late)), " of them ours."),
        ),
        formula="tasks that are there on the day, and neither done nor dropped by its end",
        numbers=(
            *(
                count(len(late)),
                " late + ",
                count(sum(each.days is not None and each.days >= 0 for each in view.tasks)),
            ),
            *(" due + ", count(sum(each.days is None for each in view.tasks)), " without a day = ", count(n)),
        ),
        inputs=numbers_of(
            ("late", len(late)),
            ("late, ours", sum(each.side != "theirs" for each in late)),
            ("promises", sum(each.is_promise for each in view.tasks)),
            ("steps of playbooks", sum(each.of is not None for each in view.tasks)),
        ),
        n=n,
        n_of=plural(n, "task"),
        columns=counted(n, *OF_TASK),
        rows=tuple(map(_task, view.tasks)),
        assumptions=(("Due today is not late. Where nobody said whose turn it is, it counts as ours.",),),
        definition="What somebody has to do for an account, on whichever side.",
    )


def explained_gaps(view: Today) -> Explanation:
    """The accounts that lack something, and what."""
    found = lacking(view.gaps)
    n, arr = len(found), sum(each.arr_cents for each in found)
    whole = len(view.gaps)
    return of_day(
        view.day,
        of=of_csm(view.csm),
        key="today.gaps",
        title="Accounts that lack something",
        value=n,
        unit="count",
        direction="lower is better",
        sentence=(*of_arr(n, arr), f" {plural(n, 'lacks', 'lack')} something."),
        formula="accounts with ARR of which something is missing that the queue, the renewals or the score are made of",
        numbers=(count(n), f" of {whole:,}"),
        inputs=numbers_of(*((CALLED[each.kind][each.n != 1], each.n) for each in counts(found))),
        n=whole,
        n_of=f"{plural(whole, 'account')} with ARR",
        exclusions=left_out(("account", whole - n, "nothing is missing")),
        columns=counted(n, ARR._replace(total=arr), Column("lacks", "lacks", "text")),
        rows=tuple(
            Row(
                each.account,
                each.name,
                (1, each.arr_cents, ", ".join(CALLED[kind][0] for kind in KINDS if kind in each.missing)),
            )
            for each in found
        ),
        assumptions=(
            ("A notice period is missing only where a term is still to be decided.",),
            ("An account may lack several things.",),
        ),
        definition="Unknown is not zero: what is missing is left out of scores and forecasts until somebody types it.",
    )


def _task(each: Promise | OpenTask) -> Row:
    return Row(each.account, each.name, (1, each.title, each.due_on, WHOSE[each.side]))


def _cause(cause: Cause) -> str:
    what = (cause.about or "").replace("_", " ")
    if cause.kind == "input":
        return what
    return f"{cause.kind}, {what}" if what else cause.kind
