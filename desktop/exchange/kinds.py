"""The native format: which kinds of rows there are, their columns, and what makes a row the same row again."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.exchange.cells import (
    Parser,
    between,
    count,
    day,
    flag,
    moment,
    money,
    number,
    one_of,
    positive,
    share,
    text_of,
    whole_between,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the native format and the field of the table it is stored in."""

    name: str
    parser: Parser
    field: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows.

    `key` holds the columns that identify a row without an external id.
    """

    name: str
    table: str
    required: tuple[str, ...]
    key: tuple[str, ...]
    columns: dict[str, Column]
    alone: bool = False
    """True where two rows of one key in one source are a mistake, not two facts (accounts, contacts)."""


_STORED_AS = {
    "acquisition_cost": "acquisition_cost_cents",
    "arr": "arr_cents",
    "amount": "amount_cents",
    "on": "on_day",
}
"""Column -> field, where the field says its unit or avoids a word of SQL."""


def _kind(name: str, table: str, required: str, key: str, /, *, alone: bool = False, **columns: Parser) -> Kind:
    made = {
        column: Column(column, parser, _STORED_AS.get(column, column))
        for column, parser in {"external_id": text_of, **columns}.items()
    }
    return Kind(name, table, tuple(required.split()), tuple(key.split()), made, alone)


_SIDE = one_of("ours", "theirs")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind(
            "accounts",
            "account",
            "name",
            "name",
            alone=True,
            name=text_of,
            csm=text_of,
            segment=text_of,
            industry=text_of,
            region=text_of,
            stage=text_of,
            started_on=day,
            churned_on=day,
            churn_reason=text_of,
            acquisition_cost=money,
            tags=text_of,
            parent=text_of,
            next_step=text_of,
            next_step_on=day,
        ),
        _kind(
            "ownerships",
            "ownership",
            "account csm from_on",
            "account csm from_on",
            account=text_of,
            csm=text_of,
            from_on=day,
            until_on=day,
            kind=one_of("owner", "cover"),
        ),
        _kind(
            "contacts",
            "contact",
            "account name",
            "account email name",
            alone=True,
            account=text_of,
            name=text_of,
            email=text_of,
            title=text_of,
            phone=text_of,
            role=text_of,
            influence=one_of("decides", "sways", "uses"),
            stance=one_of("supporter", "neutral", "critic"),
            left_on=day,
        ),
        _kind(
            "subscriptions",
            "contract_line",
            "account arr start_on",
            "account product plan start_on",
            account=text_of,
            arr=money,
            start_on=day,
            product=text_of,
            plan=text_of,
            plan_rank=count,
            seats=count,
            end_on=day,
            term_months=positive,
            auto_renew=flag,
            notice_days=count,
            notice_given_on=day,
            trial=flag,
            outcome=one_of("renewed", "ended"),
            outcome_on=day,
            reason=text_of,
            likelihood=share,
            next_step=text_of,
        ),
        _kind(
            "calls",
            "renewal_call",
            "account on kind category",
            "account on kind category",
            account=text_of,
            on=day,
            kind=one_of("automatic", "csm", "final"),
            category=one_of("closed", "commit", "most likely", "best case", "at risk", "omitted"),
            amount=money,
            author=text_of,
        ),
        _kind(
            "onboardings",
            "onboarding",
            "account started_on",
            "account started_on name",
            account=text_of,
            started_on=day,
            name=text_of,
            target_on=day,
            live_on=day,
        ),
        _kind(
            "milestones",
            "milestone",
            "account name",
            "account onboarding name",
            account=text_of,
            name=text_of,
            onboarding=text_of,
            due_on=day,
            done_on=day,
            first_value=flag,
            phase=text_of,
            side=_SIDE,
            state=one_of("open", "done", "blocked", "waived"),
            reason=text_of,
        ),
        _kind(
            "touchpoints",
            "touchpoint",
            "account on kind",
            "account on kind subject",
            account=text_of,
            on=day,
            kind=one_of("call", "email", "meeting", "note"),
            starts_at=moment,
            state=one_of("planned", "held", "cancelled"),
            topic=one_of("check-in", "renewal", "onboarding", "escalation", "expansion"),
            two_way=flag,
            subject=text_of,
            notes=text_of,
            contact=text_of,
        ),
        _kind(
            "surveys",
            "survey_response",
            "account kind responded_on",
            "account contact kind responded_on",
            account=text_of,
            kind=one_of("nps", "csat", "ces"),
            responded_on=day,
            score=number,
            contact=text_of,
            wave=text_of,
            scale_min=number,
            scale_max=number,
            direction=one_of("ease", "effort"),
            comment=text_of,
            touchpoint=text_of,
        ),
        _kind(
            "usage",
            "usage",
            "account on metric value",
            "account on metric feature",
            account=text_of,
            on=day,
            metric=text_of,
            value=number,
            feature=text_of,
        ),
        _kind(
            "tickets",
            "ticket",
            "account opened_on",
            "account opened_on subject",
            account=text_of,
            opened_on=day,
            closed_on=day,
            priority=text_of,
            escalated=flag,
            csat=between(1, 5),
            subject=text_of,
        ),
        _kind(
            "qbrs",
            "qbr",
            "account",
            "account held_on planned_on",
            account=text_of,
            held_on=day,
            planned_on=day,
            period=text_of,
            attendees=text_of,
            wins=text_of,
            risks=text_of,
            next_on=day,
        ),
        _kind(
            "objectives",
            "objective",
            "account goal",
            "account goal",
            account=text_of,
            goal=text_of,
            baseline=text_of,
            current=text_of,
            target=text_of,
            unit=text_of,
            due_on=day,
            done_on=day,
            status=text_of,
            agreed_with=text_of,
        ),
        _kind(
            "tasks",
            "task",
            "account title",
            "account title",
            account=text_of,
            title=text_of,
            due_on=day,
            done_on=day,
            starts_on=day,
            owner=text_of,
            side=_SIDE,
            source=text_of,
            customer_visible=flag,
        ),
        _kind(
            "risks",
            "risk",
            "account reason opened_on",
            "account reason opened_on",
            account=text_of,
            reason=text_of,
            opened_on=day,
            severity=text_of,
            arr=money,
            plan=text_of,
            owner=text_of,
            due_on=day,
            closed_on=day,
            outcome=one_of("saved", "lost", "false_alarm"),
        ),
        _kind(
            "opportunities",
            "opportunity",
            "account kind arr close_on",
            "account kind arr close_on",
            account=text_of,
            kind=one_of("upsell", "cross_sell", "feature_upgrade"),
            arr=money,
            close_on=day,
            likelihood=share,
            state=text_of,
            reason=text_of,
        ),
        _kind(
            "churns",
            "churn",
            "account on",
            "account on",
            account=text_of,
            on=day,
            reason=text_of,
            notes=text_of,
        ),
        _kind(
            "pulses",
            "pulse",
            "account on value",
            "account on value",
            account=text_of,
            on=day,
            value=whole_between(1, 5),
            reason=text_of,
        ),
    )
}
"""By name, in the order they are imported: what others refer to comes first."""
