"""The figures of `metrics`, computed a second time from the rows of a portfolio file, to judge the program by.

It must not know the program: nothing is imported from it. It reads the file with plain SQL and follows the words of
the definitions, day by day and row by row, with statistics from scipy; slow and simple, where the program is set-wise.
"""
