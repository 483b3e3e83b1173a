"""Writing the list of accounts for a spreadsheet, as it is seen."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.domain.listing.sheet import sheet
from desktop.views import format
from desktop.views.accounts.rows import AccountTable
from desktop.views.table.view import TableView


def export(table: TableView, path: Path) -> str:
    """Write what is seen, in its order and with its columns, as CSV or, by the file's name, XLSX.

    Returns:
        What was done.
    Raises:
        FileProblem: it is there already, or could not be written.
    """
    # Here: nothing of it is needed before.
    from desktop.exchange.list_file import write_csv, write_xlsx

    rows = table.columnar.rows
    assert isinstance(rows, AccountTable)
    if path.exists():
        raise FileProblem(f"{path} is there already: choose a new name.")
    fields = [rows.fields[each.key] for each in table.shown_columns() if each.key in rows.fields]
    # With a customer looking on, what stands beside the score is hidden as it is.
    made = sheet(rows.listing, fields, table.columnar.members.tolist())
    try:
        if path.suffix.casefold() == ".xlsx":
            write_xlsx(path, made, title="Accounts")
        else:
            write_csv(path, made)
    except OSError as problem:
        raise FileProblem(f"{path} could not be written: {problem.strerror or problem}.") from None
    return f"{format.plural(len(made.rows), 'account')} written to {path.name}."
