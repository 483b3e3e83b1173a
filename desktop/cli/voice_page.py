"""Voice, printed for people: figures with their n, then who waits, then what is said; comments are data, not layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import click

from desktop.cli.output import UNKNOWN, csv_cell, figure, money, note, one_line, percent, print_table
from desktop.cli.voice_json import VERBATIM_KEYS, People, verbatim
from desktop.domain.calendar import Period
from desktop.domain.counting import counted
from desktop.domain.facts import SurveyAnswer
from desktop.domain.rates import SMALL_N, Rate, interval_told
from desktop.domain.surveys import Ces, Csat, Nps
from desktop.domain.voice.comments import Theme, Verbatim
from desktop.domain.voice.figures import BookVoice, VoiceFigures
from desktop.domain.voice.responses import KindRate
from desktop.domain.voice.sentiment import Sentiment, SentimentTally, not_scored_words
from desktop.domain.voice.waiting import Waiting

SHOWN_COMMENTS = 20
SHOWN_WAITING = 20


def print_voice(found: BookVoice, people: People, currency: str) -> None:
    whole, period = found.whole, found.period
    click.echo(f"What customers said, {period.start.isoformat()} to {period.end.isoformat()}.")
    click.echo(_sentence(found))
    click.echo()
    _print_scores(whole, people)
    if found.waiting:
        click.echo("\nDetractors nobody has talked with since:")
        _print_waiting(found.waiting, people, currency)
    if whole.rates:
        click.echo("\nWho answered:")
        _print_rates(whole.rates)
    if len(whole.trend) > 1:
        click.echo("\nOver time:")
        print_table(
            ("", "NPS", "CSAT, %", "CES, ease 1-7"),
            [
                (f"{each.label}{' (part)' if each.partial else ''}", _nps(each.nps), _csat(each.csat), _ces(each.ces))
                for each in whole.trend
            ],
        )
    for name, figures in found.groups.items():
        click.echo(f"\n{one_line(name)}:")
        _print_scores(figures, people)
        click.echo(_sounds(figures.sentiment))
    if found.verbatims:
        click.echo("\nWhat comments are about:")
        _print_themes(whole.themes)
        click.echo(f"\n{_sounds(whole.sentiment)}")
        click.echo("\nComments, the newest first:")
        for each in found.verbatims[:SHOWN_COMMENTS]:
            _print_comment(each, people)
        if len(found.verbatims) > SHOWN_COMMENTS:
            more = len(found.verbatims) - SHOWN_COMMENTS
            note(f"{more:,} more: --csv for all, --theme for those about one thing.")
    elif whole.rates:
        click.echo("\nNo answer of the period has a comment.")


def print_theme(found: Theme, period: Period, people: People) -> None:
    """One theme's comments, all of them."""
    click.echo(
        f"{one_line(found.name)}, {period.start.isoformat()} to {period.end.isoformat()}: "
        f"{counted(len(found.comments), 'comment')} from {counted(found.accounts, 'account')}, "
        f"NPS {_nps(found.nps)}."
    )
    click.echo(_sounds(found.sentiment))
    click.echo(f"Found by: {', '.join(map(one_line, found.words))}.")
    if found.comments:
        click.echo()
    for each in found.comments:
        _print_comment(each, people)


def print_csv(found: Sequence[Verbatim], people: People) -> None:
    """The comments as CSV for a spreadsheet: nothing in it runs, and nothing in it steers the terminal."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(VERBATIM_KEYS)
    for each in found:
        row = verbatim(each, people)
        row["themes"] = "; ".join(row["themes"])
        row["corrected"] = "true" if row["corrected"] else "false"
        writer.writerow(map(csv_cell, row.values()))
    click.echo(text.getvalue(), nl=False)


def _sentence(found: BookVoice) -> str:
    nps = found.whole.nps
    matter = sum(each.weighty for each in found.waiting)
    if not found.whole.rates and not found.whole.csat.n:
        return "No answers in this period. Type one: acme nps 9, or import a survey file."
    said = f"NPS {_nps(nps)}." if nps.n else "No NPS answers."
    if not found.waiting:
        return f"{said} No detractor waits for an answer."
    waits = f"{counted(len(found.waiting), 'detractor')} {'waits' if len(found.waiting) == 1 else 'wait'} for an answer"
    return f"{said} {waits}{f', {matter} of them decide, buy or champion' if matter else ''}."


def _print_scores(found: VoiceFigures, people: People) -> None:
    rates = {each.kind: _response(each.total) for each in found.rates}
    most = {
        each.kind: f"{percent(each.share.value, digits=0)} from {people.accounts.get(each.account, UNKNOWN)}"
        f" ({counted(each.accounts, 'account')})"
        for each in found.concentrations
    }
    print_table(
        ("", "value and 95 % interval", "answered of asked", "most answers"),
        [
            (name, value, rates.get(kind, UNKNOWN), most.get(kind, ""))
            for name, kind, value in (
                ("NPS", "nps", _nps(found.nps)),
                ("CSAT", "csat", _csat(found.csat)),
                ("CES (7 = very easy)", "ces", _ces(found.ces)),
            )
        ],
    )


def _print_waiting(waiting: Sequence[Waiting], people: People, currency: str) -> None:
    print_table(
        ("waiting", "NPS", "account", "contact", "ARR", "caps the score", "comment"),
        [
            (
                "since today" if not each.days else counted(each.days, "day"),
                f"{each.answer.score:g}" if each.answer.score is not None else UNKNOWN,
                people.accounts.get(each.answer.account, UNKNOWN),
                UNKNOWN if each.contact is None else each.contact.name,
                money(each.arr_cents, currency) if each.arr_cents else "no ARR",
                "yes" if each.weighty else "",
                each.answer.comment or "",
            )
            for each in waiting[:SHOWN_WAITING]
        ],
        right=(0, 1, 4),
    )
    if len(waiting) > SHOWN_WAITING:
        note(f"{len(waiting) - SHOWN_WAITING:,} more: --json for all.")


def _print_rates(rates: Sequence[KindRate]) -> None:
    rows: list[tuple[str, str, str, str, str]] = []
    for kind in rates:
        name = kind.kind.upper()
        rows.append((name, "all", "", f"{kind.total.numerator:,}", _response(kind.total)))
        if any(wave.wave is not None for wave in kind.waves):
            for wave in kind.waves:
                days = f"{wave.first_on.isoformat()} to {wave.last_on.isoformat()}"
                rows.append((name, wave.wave or "no wave", days, f"{wave.rate.numerator:,}", _response(wave.rate)))
    print_table(("survey", "wave", "days", "answers", "answered of asked"), rows, right=(3,))
    unknown = [f"{each.unknown:,} of {each.kind.upper()}" for each in rates if each.unknown and each.total.denominator]
    if unknown:
        click.echo(f"Of some waves it is not known who was asked ({', '.join(unknown)}): the rate of all is too high.")


def _print_themes(themes: Sequence[Theme]) -> None:
    print_table(
        ("theme", "comments", "accounts", "sentiment", "NPS of these"),
        [
            (
                each.name,
                f"{len(each.comments):,}",
                f"{each.accounts:,}",
                _mean(each.sentiment) if each.comments else "",
                _nps(each.nps) if each.nps.n else ("no NPS answer" if each.comments else ""),
            )
            for each in themes
        ],
        right=(1, 2),
    )


def _print_comment(found: Verbatim, people: People) -> None:
    answer = found.answer
    parts = [
        answer.responded_on.isoformat(),
        _score(answer),
        one_line(people.accounts.get(answer.account, UNKNOWN)),
        one_line(people.contacts.get(answer.contact or "", "contact unknown")),
        _sentiment(found.sentiment),
        *(", ".join(map(one_line, found.themes)),) * bool(found.themes),
    ]
    click.echo("  ".join(parts))
    click.echo(f"    {one_line(found.comment)}")


def _score(answer: SurveyAnswer) -> str:
    kind = answer.kind.upper()
    if answer.score is None:
        return f"{kind} no score"
    scale = "" if answer.kind == "nps" else f" of {answer.scale_max:g}"
    return f"{kind} {answer.score:g}{scale}{f' ({answer.direction})' if answer.kind == 'ces' else ''}"


def _sentiment(found: Sentiment) -> str:
    if found.value is None:
        return one_line(not_scored_words(found))
    return f"sentiment {found.value:+.2f}{' (corrected)' if found.corrected else ''}"


def _sounds(found: SentimentTally) -> str:
    skipped = ", ".join(f"{count:,} {reason}" for reason, count in found.not_scored.items())
    left = f" Not scored: {skipped}." if skipped else ""
    if not found.n:
        return f"Sentiment: no data.{left}"
    corrected = f", {found.corrected:,} corrected by hand" if found.corrected else ""
    return (
        f"Sentiment, -1 to 1: {_mean(found)}: {found.positive:,} positive, {found.neutral:,} neutral, "
        f"{found.negative:,} negative{corrected}.{left}"
    )


def _mean(found: SentimentTally) -> str:
    return f"{found.mean:+.2f} (n = {found.n:,}{_small(found.n)})" if found.mean is not None else "no data"


def _response(rate: Rate) -> str:
    if rate.value is None:
        return f"{UNKNOWN} (not known who was asked)"
    return f"{percent(rate.value)} of {rate.denominator:,}"


def _nps(found: Nps) -> str:
    value = "no data" if found.value is None else str(round(found.value))
    return _interval(value, found)


def _csat(found: Csat) -> str:
    return _interval(figure(found.value), found)


def _ces(found: Ces) -> str:
    """Its interval is of the index, so it is not put beside the mean."""
    if found.mean_ease is None or found.percent_easy is None:
        return "no data"
    return f"{found.mean_ease:.2f}, {found.percent_easy:.0f} % easy (n = {found.n:,}{_small(found.n)})"


def _interval(value: str, found: Nps | Csat) -> str:
    if found.value is None:
        return value
    told = interval_told(found.value, found.low, found.high)
    # Whole numbers, and 0 without a sign.
    span = f"{round(told[0])} to {round(told[1])}, " if told else ""
    return f"{value} ({span}n = {found.n:,}{_small(found.n)})"


def _small(n: int) -> str:
    return ", small" if n < SMALL_N else ""
