"""The whole of a day: the queue and the lists beside it, of the book or of what one CSM looks after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.book import Book, accounts_on, owners_on
from desktop.domain.book_health import health_book, scores_on
from desktop.domain.cadences import Cadences
from desktop.domain.calendar import Period, days_before
from desktop.domain.facts import Milestone, Onboarding, Ownership, Touchpoint
from desktop.domain.health_inputs import last_two_way
from desktop.domain.playbooks.progress import progress
from desktop.domain.renewals import renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.shown import ShownScore
from desktop.domain.signals.book_signals import AccountSignals, book_signals
from desktop.domain.signals.situation import NO_CADENCES, Opportunity, Peers, said
from desktop.domain.team.ownership import COVER
from desktop.domain.team.tasks import Task, is_open
from desktop.domain.today import lists
from desktop.domain.today.changed import Moved, Slip, changes, standings_of
from desktop.domain.today.gaps import Gap, gaps
from desktop.domain.today.lists import Meeting, OpenTask, OptOut, Promise, Quiet
from desktop.domain.today.queue import Queue, QueueRow, Snooze, Standing, queue, queue_row
from desktop.domain.today.reasons import Around, reasons
from desktop.domain.usage import UsageWindows

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """What a day is computed from.

    Args:
        since: the day changes are counted from, before `day`.
        windows, windows_since: usage of both days, of `accounts_on(book, day)`.
        meetings: planned ones, of any day.
        slips: milestones that were moved to a later day after `since`.
        tickets_from: the first of `since` and `day` on which the book holds a ticket, that of accounts left out of
            `book` too; None = on neither.
    """

    book: Book
    day: date
    since: date
    windows: UsageWindows
    windows_since: UsageWindows
    opportunities: Sequence[Opportunity] = ()
    cadences: Cadences = NO_CADENCES
    tasks: Sequence[Task] = ()
    meetings: Sequence[Meeting] = ()
    slips: Sequence[Slip] = ()
    snoozes: Sequence[Snooze] = ()
    tickets_from: date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """A day of a book.

    Args:
        csm: whose accounts; None = all.
        csms: everybody who looks after accounts, by name; the choice there is.
        looked_after: account -> who owns it or stands in for its owner.
        accounts: how many have ARR; `arr_cents` is theirs.
        stepless: how many of those have no next step.
        shown: the scores of accounts with ARR, as they are shown; by id.
        gaps: every account with ARR, the largest first, with what is missing of it.
        arr_of: account -> ARR in cents; bands: account -> band, of accounts with ARR.
        names: of every account.
        later: ids of accounts that begin only after the day; they are nowhere else.
        peers, tickets_from: what the rest of the book has to do with each account.
    """

    day: date
    since: date
    csm: str | None
    csms: tuple[str, ...]
    queue: Queue
    changed: tuple[Moved, ...]
    quiet: tuple[Quiet, ...]
    meetings: tuple[Meeting, ...]
    promises: tuple[Promise, ...]
    opt_outs: tuple[OptOut, ...]
    tasks: tuple[OpenTask, ...]
    looked_after: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    arr_of: Mapping[str, int]
    bands: Mapping[str, str]
    without_step: frozenset[str]
    shown: tuple[ShownScore, ...]
    gaps: tuple[Gap, ...]
    peers: Peers
    tickets_from: date | None
    later: frozenset[str] = frozenset()

    @property
    def accounts(self) -> int:
        return len(self.bands)

    @property
    def arr_cents(self) -> int:
        return sum(self.arr_of.get(each, 0) for each in self.bands)

    @property
    def stepless(self) -> int:
        return len(self.without_step)

    @property
    def at_stake_cents(self) -> int:
        """ARR of the accounts that need somebody this week and show a sign of loss."""
        return sum(row.at_stake_cents for row in self.queue.must)

    def of(self, csm: str | None) -> Today:
        """The part of one CSM, cover included; None = all. Somebody who looks after nothing has an empty day."""
        if csm is None:
            return replace(self, csm=None)
        own = {account for account, who in self.looked_after.items() if csm in who}
        return replace(
            self,
            csm=csm,
            queue=Queue(
                tuple(row for row in self.queue.rows if row.account in own),
                tuple(each for each in self.queue.snoozed if each[0].account in own),
            ),
            changed=tuple(each for each in self.changed if each.account in own),
            quiet=tuple(each for each in self.quiet if each.account in own),
            meetings=tuple(each for each in self.meetings if each.account in own),
            promises=tuple(each for each in self.promises if each.account in own),
            opt_outs=tuple(each for each in self.opt_outs if each.account in own),
            tasks=tuple(each for each in self.tasks if each.account in own),
            names={account: name for account, name in self.names.items() if account in own},
            bands={account: band for account, band in self.bands.items() if account in own},
            without_step=self.without_step & own,
            gaps=tuple(each for each in self.gaps if each.account in own),
            later=self.later & own,
        )


def last_working_day(day: date) -> date:
    """The working day before `day`, Monday to Friday; holidays are not known. The first day there is has none."""
    back = days_before(day, 1)
    while back.weekday() >= SATURDAY:
        back = days_before(back, 1)
    return back


def today_of(facts: TodayFacts, peers: Peers | None = None) -> Today:
    """Everything of a day, of the whole book, or of some of its accounts.

    Args:
        peers: where the facts are those of some accounts: what the whole book comes to.
    """
    book, day = facts.book, facts.day
    there = accounts_on(book, day)
    ids = tuple(account.id for account in there)
    columns = health_book(book, ids, first_ticket_on=facts.tickets_from)
    after, before = scores_on(columns, facts.windows, day), scores_on(columns, facts.windows_since, facts.since)
    found = book_signals(book, facts.windows, after, day, facts.opportunities, facts.cadences, peers)
    standings = dict(zip(ids, standings_of(after), strict=True))
    history = arr_history(book.lines, as_of=day)
    arr, arr_before = history.by_account(day), history.by_account(facts.since)
    names = {account.id: account.name for account in there}
    active = {each for each, is_active in zip(ids, after.inputs.active.tolist(), strict=True) if is_active}
    talked = {
        each: date.fromordinal(on)
        for each, on in zip(ids, last_two_way(columns.facts, day).tolist(), strict=True)
        if on
    }
    whom = looked_after(book.ownerships, day)
    rows = queue(_rows(facts, found.accounts, standings, active), facts.snoozes, day)
    return Today(
        day=day,
        since=facts.since,
        csm=None,
        csms=tuple(sorted({csm for who in whom.values() for csm in who})),
        queue=rows,
        changed=tuple(changes(book, before, after, facts.slips, arr_before, arr, Period(facts.since, day))),
        quiet=tuple(lists.quiet(found.quiet, names, standings)),
        meetings=tuple(lists.meetings((each for each in facts.meetings if each.account in names), day)),
        promises=tuple(lists.promises(facts.tasks, names, day)),
        opt_outs=tuple(lists.opt_outs(found.accounts, standings)),
        tasks=tuple(lists.open_tasks(facts.tasks, names, day)),
        looked_after=whom,
        names=names,
        arr_of=arr,
        bands={account: standings[account].band for account in ids if account in active},
        without_step=frozenset(each.id for each in there if each.id in active and not each.next_step),
        shown=tuple(
            ShownScore(each, standings[each].score, standings[each].coverage, standings[each].band)
            for each in sorted(active)
        ),
        gaps=gaps(book, day, {each: arr.get(each, 0) for each in active}, talked),
        peers=found.peers,
        tickets_from=facts.tickets_from,
        later=frozenset(each.id for each in book.accounts).difference(ids),
    )


def looked_after(ownerships: Sequence[Ownership], day: date) -> dict[str, frozenset[str]]:
    """Account id -> who owns it on `day`, and who stands in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for account, csm in owners_on(ownerships, day).items():
        found[account].add(csm)
    for each in ownerships:
        began = each.from_on is None or each.from_on <= day
        if each.kind == COVER and began and (each.until_on is None or day < each.until_on):
            found[each.account].add(each.csm)
    return {account: frozenset(who) for account, who in found.items()}


def _rows(
    facts: TodayFacts, accounts: Sequence[AccountSignals], standings: Mapping[str, Standing], active: set[str]
) -> list[QueueRow]:
    """A row for every account with a reason; what pays nothing is there for signs and promises only."""
    book, day = facts.book, facts.day
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    for task in sorted(facts.tasks, key=lambda each: (each.due_on or date.max, each.title, each.id)):
        if is_open(task, day):
            tasks[task.account].append(task)
    runs = progress(facts.tasks, day)
    reviews: dict[str, date] = {}
    for qbr in book.qbrs:
        is_held = qbr.held_on is not None and qbr.held_on <= day
        if qbr.planned_on is not None and qbr.planned_on >= day and not is_held:
            reviews[qbr.account] = min(qbr.planned_on, reviews.get(qbr.account, qbr.planned_on))
    noticed = {each.account.id for each in accounts if any(signal.key == "notice_given" for signal in each.signals)}
    leaves: dict[str, date] = {}
    for row in renewal_rows([line for line in book.lines if line.account in noticed], as_of=day):
        if row.notice_given_on is not None:
            leaves[row.account] = min(row.renews_on, leaves.get(row.account, row.renews_on))
    talked = _renewal_talks(book.touchpoints, day)
    plans = _plans(book.onboardings, day)
    steps = _first_open(book.milestones, {plan.id for plan in plans.values()}, day)
    rows: list[QueueRow] = []
    for each in accounts:
        account = each.account
        plan = plans.get(account.id)
        pays = account.id in active
        around = Around(
            account=account if pays else account._replace(next_step=None),
            undecided=each.undecided,
            leaves_on=leaves.get(account.id),
            tasks=tasks.get(account.id, ()),
            qbr_on=reviews.get(account.id) if pays else None,
            plan=plan if pays else None,
            milestone=None if plan is None else steps.get(plan.id),
            runs=runs,
            talked_on=talked.get(account.id),
        )
        why = reasons(each.signals, around, day)
        if why:
            rows.append(queue_row(account.id, account.name, each.arr_cents, standings[account.id], why))
    return rows


def _plans(onboardings: Sequence[Onboarding], day: date) -> dict[str, Onboarding]:
    """The latest onboarding on its way of each account."""
    running = [each for each in onboardings if each.started_on <= day and (each.live_on is None or each.live_on > day)]
    return {each.account: each for each in sorted(running, key=lambda each: (each.started_on, each.id))}


def _renewal_talks(touchpoints: Sequence[Touchpoint], day: date) -> dict[str, date]:
    """Account -> the last day of a held two-way talk about its renewal."""
    found: dict[str, date] = {}
    for each in touchpoints:
        if said(each.topic) == "renewal" and each.on_day <= day and each.is_talk:
            found[each.account] = max(each.on_day, found.get(each.account, each.on_day))
    return found


def _first_open(milestones: Sequence[Milestone], plans: set[str], day: date) -> dict[str, Milestone]:
    """Onboarding -> its open milestone that is due first."""
    found: dict[str, Milestone] = {}
    for each in milestones:
        if each.onboarding not in plans or (each.state or "").casefold() in ("waived", "done"):
            continue
        if each.done_on is not None and each.done_on <= day:
            continue
        known = found.get(each.onboarding or "")
        if known is None or _when(each) < _when(known):
            found[each.onboarding or ""] = each
    return found


def _when(milestone: Milestone) -> tuple[date, str, str]:
    return milestone.due_on or date.max, milestone.name, milestone.id
