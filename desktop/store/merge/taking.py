"""Taking one attached file's unknown change sets in: their journal rows, their new rows, and the fields they decide."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from desktop.store import triggers, usage_rows
from desktop.store.erasing import marks, scrubbing
from desktop.store.merge import births, circles, ties
from desktop.store.merge.others import Other
from desktop.store.tx import Tx

NOT_BORN = (
    "NOT EXISTS (SELECT 1 FROM {schema}.change b "
    "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')"
)
"""Of change rows `c`: edits. What a row was born with yields to every edit, whoever was first."""

SHARED_BY_ACCOUNTS = ("own_field", "usage_batch", "playbook", "playbook_task")
"""Of the tables of the whole book: those whose rows come home from a loan copy in which they were made, because rows of
accounts name them, or they belong to such a row."""

TEMPORARY = ("brought", "apart", "their_cell", "my_cell", "met_cell", "newborn", "twice_born", "left_out")


def take(tx: Tx, other: Other) -> None:
    """Take in what is not known here, in the open change set `tx`.

    What it leaves for a look at the result, until `forget`: the temporary tables
    brought(txn, local, hlc, replica): their change sets that were not known here, and their number here;
    apart(txn): ours that they do not know;
    their_cell, my_cell(tbl, row, col, txn, hlc, replica): of each field of rows known to both, the latest edit in
    those;
    met_cell(tbl, row, col, mine, theirs): the same fields' values before, on both sides, of all that they edited;
    newborn(tbl, row): rows that came; twice_born(tbl, row): rows both sides gave birth to;
    left_out(tbl, row, col): what a loan copy made or changed of the book itself; col '' = the row.
    """
    conn = tx.conn
    # What was chosen in a merge before the loan, and is unknown here, comes from whoever stands by it.
    _find(conn, other.name, after=(other.copied_hlc or 0) if other.copy_kind == "loan" else 0)
    if other.copy_kind == "loan":
        _leave_the_book_alone(conn, other)
    if not conn.execute("SELECT count(*) FROM temp.brought").fetchone()[0]:
        return
    conn.execute("UPDATE capture SET paused = 1")
    # What is kept beside the rows goes by the journal, which is written past here.
    conn.execute("DELETE FROM main.derived")
    try:
        # Whoever was erased here or there is erased on both sides first: so nobody comes back, in no order of merges,
        # and what was written of the person before is no conflict.
        erased = marks.read(conn, "main", other.name)
        for schema in ("main", other.name):
            scrubbing.scrub(conn, schema, erased)
        _remember_values(conn, other.name)
        births.remember(conn, other.name)
        parents_come = circles.remember(conn, other.name)
        conn.execute(
            "INSERT INTO main.txn(id, hlc, replica, author, wall, kind, label, reverts, brought_by) "
            "SELECT b.local, t.hlc, t.replica, t.author, t.wall, t.kind, t.label, t.reverts, ? "
            f"FROM temp.brought b JOIN {other.name}.txn t ON t.id = b.txn",
            (tx.txn,),
        )
        conn.execute(
            "INSERT INTO main.change(txn, tbl, row, col, old, new) SELECT b.local, c.tbl, c.row, c.col, c.old, c.new "
            f"FROM temp.brought b CROSS JOIN {other.name}.change c ON c.txn = b.txn "
            "WHERE NOT EXISTS (SELECT 1 FROM temp.left_out l WHERE l.tbl = c.tbl AND l.row = c.row AND l.col = c.col) "
            "ORDER BY 1"
        )
        _copy_rows(conn, other.name)
        _settle_fields(conn)
        births.settle(conn, other.name)
        if parents_come:
            circles.tell_moved(tx, circles.settle(conn))
        _take_usage(conn, other.name)
        conn.execute(
            f"INSERT OR IGNORE INTO main.shown_score SELECT s.* FROM {other.name}.shown_score s "
            "WHERE s.account IN (SELECT id FROM main.account)"
        )
        ties.settle_taken(conn)
        # Rows may have come to an account whose people were erased.
        scrubbing.scrub(conn, "main", erased)
    finally:
        if conn.in_transaction:
            conn.execute("UPDATE capture SET paused = 0")


def forget(conn: sqlite3.Connection) -> None:
    """Drop what `take` left behind."""
    for table in (*TEMPORARY, *births.TEMPORARY, *circles.TEMPORARY):
        conn.execute(f"DROP TABLE IF EXISTS temp.{table}")


def by_table(conn: sqlite3.Connection, temporary: str) -> dict[str, list[str]]:
    """Table -> the fields of it that a temporary table of cells names."""
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for table, field in conn.execute(f"SELECT DISTINCT tbl, col FROM temp.{temporary} ORDER BY 1, 2"):
        fields[table].append(field)
    return fields


def _find(conn: sqlite3.Connection, theirs: str, *, after: int) -> None:
    forget(conn)
    conn.execute(
        "CREATE TEMP TABLE brought(txn INTEGER PRIMARY KEY, local INTEGER NOT NULL, hlc INTEGER NOT NULL, "
        "replica TEXT NOT NULL)"
    )
    conn.execute(
        "INSERT INTO temp.brought SELECT t.id, (SELECT max(id) FROM main.txn) + row_number() "
        f"OVER (ORDER BY t.hlc, t.replica), t.hlc, t.replica FROM {theirs}.txn t WHERE t.hlc > ? "
        "AND NOT EXISTS (SELECT 1 FROM main.txn m WHERE m.hlc = t.hlc AND m.replica = t.replica) "
        # That they merged is news only if they chose something in it; else two copies would have news for ever.
        "AND NOT (t.kind IN ('merge', 'unmerge') "
        f"AND NOT EXISTS (SELECT 1 FROM {theirs}.change c WHERE c.txn = t.id))",
        (after,),
    )
    conn.execute("CREATE TEMP TABLE apart(txn INTEGER PRIMARY KEY)")
    conn.execute(
        "INSERT INTO temp.apart SELECT m.id FROM main.txn m "
        f"WHERE NOT EXISTS (SELECT 1 FROM {theirs}.txn t WHERE t.hlc = m.hlc AND t.replica = m.replica)"
    )
    conn.execute("CREATE TEMP TABLE newborn(tbl TEXT, row TEXT, PRIMARY KEY(tbl, row)) WITHOUT ROWID")
    conn.execute("CREATE TEMP TABLE twice_born(tbl TEXT, row TEXT, PRIMARY KEY(tbl, row)) WITHOUT ROWID")
    born = conn.execute(
        f"SELECT DISTINCT c.tbl FROM temp.brought b CROSS JOIN {theirs}.change c ON c.txn = b.txn AND c.col = ''"
    ).fetchall()
    for (table,) in born:
        for temporary, there in (("newborn", "NOT EXISTS"), ("twice_born", "EXISTS")):
            conn.execute(
                f"INSERT OR IGNORE INTO temp.{temporary} SELECT c.tbl, c.row FROM temp.brought b "
                f"CROSS JOIN {theirs}.change c ON c.txn = b.txn AND c.col = '' AND c.tbl = ? "
                f'WHERE {there} (SELECT 1 FROM main."{table}" m WHERE m.id = c.row)',
                (table,),
            )
    latest = (
        "CREATE TEMP TABLE {name} AS SELECT tbl, row, col, txn, hlc, replica FROM ("
        "SELECT c.tbl, c.row, c.col, c.txn, x.hlc, x.replica, "
        "row_number() OVER (PARTITION BY c.tbl, c.row, c.col ORDER BY x.hlc DESC, x.replica DESC) AS place "
        # In this order: the change sets in question are few, and their changes stand together.
        "FROM temp.{sets} s CROSS JOIN {schema}.txn x ON x.id = s.txn CROSS JOIN {schema}.change c ON c.txn = s.txn "
        "WHERE c.col <> '' AND {edit} {more}) WHERE place = 1"
    )
    known = "AND NOT EXISTS (SELECT 1 FROM temp.newborn n WHERE n.tbl = c.tbl AND n.row = c.row)"
    edit = NOT_BORN.format(schema=theirs)
    conn.execute(latest.format(name="their_cell", sets="brought", schema=theirs, edit=edit, more=known))
    edit = NOT_BORN.format(schema="main")
    conn.execute(latest.format(name="my_cell", sets="apart", schema="main", edit=edit, more=""))
    conn.execute("CREATE TEMP TABLE left_out(tbl TEXT, row TEXT, col TEXT, PRIMARY KEY(tbl, row, col)) WITHOUT ROWID")
    conn.execute("CREATE UNIQUE INDEX temp.their_cell_key ON their_cell(tbl, col, row)")
    conn.execute("CREATE UNIQUE INDEX temp.my_cell_key ON my_cell(tbl, col, row)")


def _leave_the_book_alone(conn: sqlite3.Connection, loan: Other) -> None:
    """Of a loan copy, take what was done for its accounts, and nothing of what the whole book shares.

    What is left out follows from the loan copy alone, so that whoever takes it in, early or late, in parts or at once,
    leaves out the same: rows that it was lent with, and all rows but those that its accounts need.
    """
    theirs = loan.name
    conn.execute("CREATE TEMP TABLE own_row(tbl TEXT, row TEXT, PRIMARY KEY(tbl, row)) WITHOUT ROWID")
    for table in SHARED_BY_ACCOUNTS:
        conn.execute(
            f"INSERT INTO temp.own_row SELECT ?1, c.row FROM {theirs}.txn x CROSS JOIN {theirs}.change c "
            "ON c.txn = x.id AND c.tbl = ?1 AND c.col = '' GROUP BY c.row HAVING min(x.hlc) > ?2",
            (table, loan.copied_hlc),
        )
    # A step that was added to a playbook of the book changes that playbook.
    conn.execute(
        f"DELETE FROM temp.own_row WHERE tbl = 'playbook_task' AND row IN (SELECT t.id FROM {theirs}.playbook_task t "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.own_row o WHERE o.tbl = 'playbook' AND o.row = t.playbook))"
    )
    for table in triggers.journalled_tables(conn):
        if table != "account" and "account" not in triggers.columns(conn, table):
            conn.execute(
                f"INSERT OR IGNORE INTO temp.left_out SELECT c.tbl, c.row, c.col FROM temp.brought b "
                f"CROSS JOIN {theirs}.change c ON c.txn = b.txn AND c.tbl = ?1 "
                "WHERE c.row NOT IN (SELECT row FROM temp.own_row WHERE tbl = ?1)",
                (table,),
            )
    conn.execute("DROP TABLE temp.own_row")
    for table in ("newborn", "twice_born", "their_cell"):
        conn.execute(f"DELETE FROM temp.{table} WHERE (tbl, row) IN (SELECT tbl, row FROM temp.left_out)")


def _remember_values(conn: sqlite3.Connection, theirs: str) -> None:
    # STRICT: elsewhere, ANY makes a number of text that looks like one.
    conn.execute("CREATE TEMP TABLE met_cell(tbl TEXT, row TEXT, col TEXT, mine ANY, theirs ANY) STRICT")
    for table, fields in by_table(conn, "their_cell").items():
        for field in fields:
            conn.execute(
                f'INSERT INTO temp.met_cell SELECT c.tbl, c.row, c.col, m."{field}", t."{field}" '
                f'FROM temp.their_cell c JOIN main."{table}" m ON m.id = c.row '
                f'JOIN {theirs}."{table}" t ON t.id = c.row '
                "WHERE c.tbl = ? AND c.col = ?",
                (table, field),
            )
    conn.execute("CREATE UNIQUE INDEX temp.met_cell_key ON met_cell(tbl, col, row)")


def _copy_rows(conn: sqlite3.Connection, theirs: str) -> None:
    tables: Iterable[tuple[str]] = conn.execute("SELECT DISTINCT tbl FROM temp.newborn").fetchall()
    for (table,) in tables:
        names = ", ".join(f'"{column}"' for column in triggers.columns(conn, table))
        conn.execute(
            f'INSERT INTO main."{table}"({names}) SELECT {names} FROM {theirs}."{table}" t '
            "WHERE t.id IN (SELECT row FROM temp.newborn WHERE tbl = ?) ORDER BY t.rowid",
            (table,),
        )


def _settle_fields(conn: sqlite3.Connection) -> None:
    """Give each field they edited its latest value.

    Each side's row already holds the latest of what that side knows. So theirs is right unless we edited the field
    apart from them, and later.
    """
    for table, fields in by_table(conn, "met_cell").items():
        for field in fields:
            conn.execute(
                f'UPDATE main."{table}" AS m SET "{field}" = v.theirs FROM temp.met_cell v '
                "JOIN temp.their_cell t ON t.tbl = v.tbl AND t.row = v.row AND t.col = v.col "
                "LEFT JOIN temp.my_cell o ON o.tbl = v.tbl AND o.row = v.row AND o.col = v.col "
                "WHERE v.tbl = ? AND v.col = ? AND m.id = v.row AND v.mine IS NOT v.theirs "
                "AND (o.txn IS NULL OR (o.hlc, o.replica) < (t.hlc, t.replica))",
                (table, field),
            )


def _take_usage(conn: sqlite3.Connection, theirs: str) -> None:
    """Copy the readings of the batches that came, and let each batch that came, went or returned count or not."""
    new = conn.execute("SELECT row FROM temp.newborn WHERE tbl = 'usage_batch'").fetchall()
    if new:
        conn.execute(
            "INSERT INTO main.usage_batch_number(batch) SELECT row FROM temp.newborn WHERE tbl = 'usage_batch' "
            "ON CONFLICT DO NOTHING"
        )
        of_new = (
            f"SELECT {{columns}} FROM (SELECT series, day, position, value, batch FROM {theirs}.usage "
            f"UNION ALL SELECT series, day, position, value, batch FROM {theirs}.usage_aside) r "
            f"JOIN {theirs}.usage_batch_number n ON n.no = r.batch "
            "JOIN temp.newborn b ON b.tbl = 'usage_batch' AND b.row = n.batch "
            f"JOIN {theirs}.usage_series s ON s.no = r.series "
        )
        conn.execute(
            "INSERT INTO main.usage_series(account, metric, feature) "
            + of_new.format(columns="DISTINCT s.account, s.metric, s.feature")
            + "WHERE NOT EXISTS (SELECT 1 FROM main.usage_series m "
            "WHERE m.account = s.account AND m.metric = s.metric AND m.feature = s.feature)"
        )
        conn.execute(
            "INSERT INTO main.usage_aside(batch, series, day, position, value) "
            + of_new.format(columns="o.no, m.no, r.day, r.position, r.value")
            + "JOIN main.usage_batch_number o ON o.batch = n.batch JOIN main.usage_series m "
            "ON m.account = s.account AND m.metric = s.metric AND m.feature = s.feature"
        )
    turned = conn.execute("SELECT row FROM temp.met_cell WHERE tbl = 'usage_batch' AND col = 'deleted_at'").fetchall()
    usage_rows.settle(conn, [batch for (batch,) in [*new, *turned]])
