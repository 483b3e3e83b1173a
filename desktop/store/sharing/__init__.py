"""Copies of the book for others: all of it, some accounts on loan, a snapshot, or with what is internal left out.

A copy is made beside its target, checked, packed anew so that nothing left out stays in its bytes, and put in place
whole. A full copy and a loan come back by merging; a snapshot and a redacted copy say what they are, and are refused.
"""
