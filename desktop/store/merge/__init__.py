"""Taking in what others did in their copies of the file.

A book is a function of the change sets it knows: merging is knowing more of them, so that it may be done in any order
and any number of times. Of each field the latest edit holds (by stamp, then replica); of a field that nobody edited,
the latest birth of its row that says anything. Two births of one row happen where its id is derived from what it is,
and two people imported the same file.
"""
