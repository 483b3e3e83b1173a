"""Erasing a person: what stands of them in a book, the marks that keep them erased, and the scrubbing.

The marks are rows of `erasure`, which merges like everything else; none of them says who it was.
"""
