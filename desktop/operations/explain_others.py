"""How the sentence over others' books came about: what is at risk in which file, account by account."""

from __future__ import annotations

from datetime import date

from desktop.domain.explain import Column, Exclusion, Explanation, Input, Row
from desktop.domain.explain.of_day import left_out, numbers_of, of_day
from desktop.domain.explain.phrases import cents, count, plural
from desktop.domain.name_order import order_key
from desktop.domain.team.others import OtherBooks, Sum, TeamAccount


def explained_others(view: OtherBooks, day: date, *, book: int | None = None) -> Explanation:
    """The accounts at risk of all files, or of one.

    Args:
        book: the index of the file; None = all, and of several currencies the largest.
    """
    whole = view.whole[0] if book is None else view.sums[book]
    rows = (
        [(each.row, each.causes, ", ".join(each.files)) for each in view.accounts if _counts(view, each)]
        if book is None
        else [(row, view.books[book].causes.get(row.id, ()), view.books[book].name) for row in view.books[book].rows]
    )
    at_risk = sorted((each for each in rows if each[1]), key=lambda each: (-each[0].arr_cents, order_key(each[0].name)))
    safe = [row for row, causes, _ in rows if not causes]
    others = view.whole[1:] if book is None else ()
    return of_day(
        day,
        key="others.at_risk",
        title="ARR at risk" if book is None else f"ARR at risk in {view.books[book].name}",
        value=whole.at_risk_cents,
        unit="cents",
        direction="lower is better",
        sentence=(
            *(count(whole.active), f" {plural(whole.active, 'account')} with ", cents(whole.arr_cents)),
            " ARR; ",
            *(cents(whole.at_risk_cents), " of it at risk in ", count(whole.at_risk), "."),
        ),
        formula="sum of the ARR of the accounts that are red, gave notice, have an open risk or are called at risk, "
        "each once",
        numbers=("sum over ", count(whole.at_risk), " = ", cents(whole.at_risk_cents)),
        inputs=(
            *numbers_of(
                ("files", len(view.books) if book is None else 1),
                ("accounts", whole.accounts),
                ("accounts with ARR", whole.active),
                ("accounts with a score", whole.scored),
                ("accounts told differently by two files", view.differing if book is None else 0),
            ),
            *(
                each
                for name, total in (zip((b.name for b in view.books), view.sums, strict=True) if book is None else ())
                for each in (Input(f"{name}, at risk", cents(total.at_risk_cents)),)
            ),
        ),
        n=whole.accounts,
        n_of=plural(whole.accounts, "account"),
        exclusions=(
            *left_out(("account", len(safe), "not at risk for any of these causes", sum(r.arr_cents for r in safe))),
            *_elsewhere(others),
        ),
        columns=(
            Column("arr", "ARR", "cents", whole.at_risk_cents, is_narrow=True),
            Column("why", "why", "text", is_narrow=True),
            Column("file", "file", "text", is_narrow=book is None),
        ),
        rows=tuple(
            Row("", row.name, (row.arr_cents, ", ".join(str(cause) for cause in causes), file))
            for row, causes, file in at_risk
        ),
        part="arr",
        assumptions=(
            ("An account in several files counts once; where they differ, as the file has it that was changed last.",),
        )
        if book is None and len(view.books) > 1
        else (),
        definition="Each file is read as of the day that is looked at; nothing is written to it.",
    )


def _counts(view: OtherBooks, each: TeamAccount) -> bool:
    return each.counts and view.books[each.book].currency == view.whole[0].currency


def _elsewhere(others: tuple[Sum, ...]) -> tuple[Exclusion, ...]:
    return left_out(
        *(
            ("account", each.accounts, f"in {each.currency}: currencies are not added up", each.arr_cents)
            for each in others
        )
    )
