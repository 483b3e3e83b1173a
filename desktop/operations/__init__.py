"""Use cases: plain functions that read, decide by the domain's rules, and write, inside one change set. No Qt."""
