"""What a query reads through: others are given one and hand it on, and leave what it is to the store."""

from __future__ import annotations

import sqlite3

Connection = sqlite3.Connection
