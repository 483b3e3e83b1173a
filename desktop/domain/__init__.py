"""The rules: pure functions over frozen records. No Qt, no SQL, no clock, no files."""
