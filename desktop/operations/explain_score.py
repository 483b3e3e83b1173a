"""How the score of one account came about: its inputs point by point, and what each of them rests on."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.account_rows import CHANGE_DAYS
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import of_day
from desktop.domain.explain.phrases import Phrase, count, of_unit, plural, share
from desktop.domain.health_inputs import FEEDBACK_DAYS, OUTCOME_DAYS
from desktop.domain.scorecards import INPUTS
from desktop.domain.shown import Restated
from desktop.operations.account_timeline import is_two_way
from desktop.operations.account_view import AccountView
from desktop.operations.account_why import WhyRow, counted_answers
from desktop.operations.explain_one import of_account

MOST_RESTATED = 3
SOURCE = "The weights and curves are the scorecard's, in the Library; see docs/metrics.md."


def explained_score(view: AccountView) -> Explanation:
    """The score: what each input and cap adds, in whole points that add up to it."""
    why = view.why
    account = view.account.id
    rows = [Row(account, _name(row.name), (row.points, row.of, _raw(row))) for row in why.rows]
    rows += [Row(account, f"Cap: {_name(cap.name)}", (cap.points, None, f"cap {cap.value:g}")) for cap in why.caps]
    earned, capped = sum(row.points for row in why.rows), sum(cap.points for cap in why.caps)
    is_judged = why.band != "unscored"
    return of_day(
        view.day,
        of=of_account(view),
        key="health",
        title="Health",
        value=why.shown if why.is_active else None,
        unit="count",
        direction="higher is better",
        sentence=_verdict(view),
        formula="sum of (weight x value of each input that is known), weights brought to 100, less what a cap takes",
        numbers=(
            *(count(earned), " points earned"),
            *((" - ", count(-capped), " by a cap") if capped else ()),
            *(" = ", of_unit(why.shown, "count")),
        ),
        n=len(why.rows),
        n_of=f"of {why.inputs} inputs known",
        exclusions=tuple(
            Exclusion("input", 1, (f"{_name(row.name)}, ", share(row.share), f" of the weight: {row.missing}"))
            for row in why.missing
        ),
        assumptions=(
            *((("Below 40 % coverage there is a number and no verdict.",),) if why.is_active and not is_judged else ()),
            *(_restated(each) for each in view.restated[:MOST_RESTATED]),
        ),
        inputs=(Input("coverage", share(why.coverage)), Input("inputs known", count(len(why.rows)))),
        columns=(
            Column("points", "points", "count", why.shown, is_narrow=True),
            Column("of", "of", "count", is_narrow=True),
            Column("rests_on", "rests on", "text", is_narrow=True),
        )
        if why.is_active
        else (),
        rows=tuple(rows) if why.is_active else (),
        row_of="input",
        part="points" if why.is_active else None,
        no_sum="" if why.is_active else "only accounts with ARR are scored",
        definition="How well the account stands, from 0 to 100, by the scorecard of its segment.",
        source=SOURCE,
    )


def _restated(each: Restated) -> Phrase:
    """That another score was shown on a day than it comes to now."""
    now: Phrase = ("is not enough to judge",) if each.current is None else ("comes to ", count(each.current))
    was: Phrase = ("not enough to judge",) if each.shown is None else (count(each.shown),)
    return ("Shown as ", *was, " on ", of_unit(each.on_day, "date"), "; by what is known now that day ", *now, ".")


def explained_change(view: AccountView) -> Explanation:
    """The change of the score in 30 days."""
    before, change = view.score_before, view.score_change
    now = None if before is None or change is None else before + change
    events = [
        row
        for row in view.timeline
        if not row.event.is_planned and 0 <= (view.day - row.event.on_day).days <= CHANGE_DAYS and row.shift is not None
    ]
    return of_day(
        view.day,
        of=of_account(view),
        period=Period(view.day - timedelta(days=CHANGE_DAYS), view.day),
        key="health.change",
        title=f"Change of health in {CHANGE_DAYS} days",
        value=None if change is None else round(change),
        unit="count",
        direction="higher is better",
        sentence=("Unknown: one of the two days has no score.",)
        if change is None
        else ("The score is ", of_unit(now, "points"), "; it was ", of_unit(before, "points"), "."),
        formula=f"score - score {CHANGE_DAYS} days earlier",
        numbers=(of_unit(now, "points"), " - ", of_unit(before, "points"), " = ", of_unit(change, "points")),
        n=2,
        n_of="days",
        columns=(Column("on", "on", "date", is_narrow=True),),
        rows=tuple(Row(view.account.id, row.event.title or row.event.kind, (row.event.on_day,)) for row in events),
        row_of="event that moved it",
        part=None,
        no_sum="use and time move a score between events",
        definition="Both days are scored in the same way, by what is known now.",
    )


def explained_input(view: AccountView, name: str) -> Explanation:
    """One input of the score and the records it rests on.

    Raises:
        Rejected: there is no such input.
    """
    if name not in INPUTS:
        raise Rejected(f"There is no input {name!r} of the score: use one of {', '.join(INPUTS)}.", field="explain")
    found = next((row for row in (*view.why.rows, *view.why.missing) if row.name == name), None)
    rows, columns, no_sum = _records(view, name)
    known = found is not None and found.missing is None
    missing = "it is not part of this scorecard" if found is None else found.missing or ""
    # Of a score that is none there are no points, not even 0.
    is_scored = known and view.why.is_active
    value = found.points if found is not None and is_scored else None
    weight = None if found is None else found.share
    return of_day(
        view.day,
        of=of_account(view),
        key=f"health.{name}",
        title=f"Health: {_name(name)}",
        value=value,
        unit="count",
        direction="higher is better",
        sentence=_found_out(view, found) if found is not None and known else (f"Not known: {missing}.",),
        formula="the scorecard's curve at what was found, x its weight among the inputs that are known",
        numbers=(
            *(of_unit(value, "count"), " of ", of_unit(None if found is None else found.of, "count")),
            *(" points; weight ", share(weight)),
        )
        if is_scored
        else ("no data",),
        inputs=(Input("mean of the kinds, of 100", of_unit(found.raw, "points")),)
        if name == "feedback" and found is not None and found.raw is not None
        else (),
        n=len(rows),
        n_of=plural(len(rows), "record"),
        columns=columns,
        rows=rows,
        row_of="record",
        part=None,
        no_sum=no_sum,
        definition=_DEFINITIONS[name],
        source=SOURCE,
    )


def _found_out(view: AccountView, row: WhyRow) -> Phrase:
    return (f"{_raw(row)}.",) if view.why.is_active else (f"{_raw(row)}; but only accounts with ARR are scored.",)


def _records(view: AccountView, name: str) -> tuple[tuple[Row, ...], tuple[Column, ...], str]:
    account, on = view.account.id, Column("on", "on", "date", is_narrow=True)
    match name:
        case "feedback":
            since = view.day - timedelta(days=FEEDBACK_DAYS)
            counted = {each.id for each in counted_answers(each.answer for each in reversed(view.answers))}
            given = [each for each in view.answers if each.answer.responded_on > since and each.answer.id in counted]
            rows = [
                Row(
                    account,
                    each.who or each.ticket or "somebody",
                    (each.answer.score, each.answer.kind, each.answer.responded_on),
                )
                for each in given
            ]
            return (
                tuple(rows),
                (
                    Column("score", "answer", "answer", is_narrow=True),
                    Column("kind", "kind", "text", is_narrow=True),
                    on,
                ),
                "it is the mean of what each kind of survey comes to, on a scale of 0 to 100",
            )
        case "support":
            standing = [each for each in view.tickets if each.closed_on is None]
            rows = [
                Row(account, each.subject or "no subject", (each.opened_on, "escalated" if each.escalated else None))
                for each in standing
            ]
            return (
                tuple(rows),
                (on, Column("state", "is", "text", is_narrow=True)),
                "each open ticket takes 15 off 100, an escalated one 25 more",
            )
        case "outcomes":
            since = view.day - timedelta(days=OUTCOME_DAYS)
            dues = [
                (goal.goal, goal.due_on, goal.done_on)
                for goal in view.success.goals
                if goal.status != "dropped" and not (goal.status in ("done", "met") and goal.done_on is None)
            ]
            dues += [
                (step.name, step.due_on, step.done_on)
                for plan in view.plans
                for step in plan.steps
                if step.state != "waived" and not (step.state == "done" and step.done_on is None)
            ]
            rows = [
                Row(account, called, (due, done, _when(due, done)))
                for called, due, done in dues
                if due is not None and since < due <= view.day
            ]
            columns = (
                Column("due", "due", "date", is_narrow=True),
                Column("done", "done", "date", is_narrow=True),
                Column("state", "was", "text", is_narrow=True),
            )
            return tuple(rows), columns, "it is the mean over them: on time 100, late 60, still open 0"
        case "engagement":
            talks = [row.event for row in view.timeline if is_two_way(row.event)][:10]
            rows = [Row(account, talk.title or talk.kind, (talk.on_day, talk.who)) for talk in talks]
            return (
                tuple(rows),
                (on, Column("with", "with", "text", is_narrow=True)),
                "the days since the last of them count",
            )
        case "feature_adoption":
            rows = [
                Row(account, each.name, (each.share, each.users, each.eligible, each.on_day))
                for each in view.usage.features
            ]
            columns = (
                Column("share", "share", "share", is_narrow=True),
                Column("users", "users", "count", is_narrow=True),
                Column("eligible", "of", "count", is_narrow=True),
                on,
            )
            return tuple(rows), columns, "it is the mean of the shares"
        case "commercial":
            rows = [
                Row(
                    account,
                    line.line.product or line.line.plan or "Line",
                    (line.line.likelihood, None if line.next is None else line.next.renews_on),
                )
                for line in view.lines
                if line.is_open or (line.next is not None and line.next.overdue)
            ]
            columns = (
                Column("likelihood", "likely to renew", "share", is_narrow=True),
                Column("renews", "term ends", "date", is_narrow=True),
            )
            return tuple(rows), columns, "the least likely line counts; one that ended undecided counts 0"
        case "seat_utilisation":
            rows = [
                Row(account, line.line.product or line.line.plan or "Line", (line.line.seats,))
                for line in view.lines
                if line.is_open
            ]
            return (
                tuple(rows),
                (Column("seats", "seats", "count", is_narrow=True),),
                "the rows are the seats; see Seats used",
            )
        case _:
            points = [each for each in view.usage.points if (view.day - each.on_day).days < 56]
            rows = [Row(account, each.metric.replace("_", " "), (each.value, each.on_day)) for each in reversed(points)]
            return (
                tuple(rows),
                (Column("value", "value", "count", is_narrow=True), on),
                "the last 28 days are set against the 28 before",
            )


def _when(due: date, done: date | None) -> str:
    return "still open" if done is None else "on time" if done <= due else "late"


def _verdict(view: AccountView) -> Phrase:
    why = view.why
    if not why.is_active:
        return ("No score: only accounts with ARR are scored.",)
    if why.band == "unscored":
        return ("Not enough to judge: ", share(why.coverage), " of the weight is known.")
    return (f"{why.band.capitalize()}, from ", share(why.coverage), " of the weight.")


def _name(name: str) -> str:
    return name.replace("_", " ")


def _raw(row: WhyRow) -> str:
    """What was found, in the input's own unit."""
    raw, was = row.raw, row.found
    if raw is None:
        return "not known"
    match row.name:
        case "support":
            return f"{was.number or 0} open, {was.of or 0} escalated"
        case "engagement":
            return f"{raw:.0f} {plural(round(raw), 'day')} since"
        case "outcomes":
            return f"{was.number} of {was.of} on time"
        case "feedback":
            return f"{was.number} {plural(was.number or 0, 'answer')}"
        case "commercial" if was.is_overdue:
            return "a term ended without an outcome"
        case "usage_trend":
            return f"{100 * raw:+.0f} %"
        case _:
            return f"{100 * raw:.0f} %"


_DEFINITIONS = {
    "usage_trend": "Use of the last 28 days against the 28 before.",
    "seat_utilisation": "Active users of the seats that were bought.",
    "feature_adoption": "Users of each feature, of those who could use it, on average.",
    "feedback": "What people answered within 365 days, of NPS the latest of each; the mean of the kinds of surveys.",
    "support": "100 less what open and escalated tickets take.",
    "engagement": "Days since the last call, meeting, review or answered email.",
    "outcomes": "Goals and milestones due within 365 days: 100 for each on time, 60 if late, 0 while it is open.",
    "commercial": "How likely the least likely running line is to renew.",
}
