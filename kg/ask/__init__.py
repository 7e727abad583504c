"""Questions that ask several documents at once: who tells what when, where outlets differ, what is missing.

told.py       what each document tells of each commitment, read from a store
names.py      which actor or commitment an argument means
copies.py     which documents are copies of one text
timeline.py   how a commitment, or all of an actor, went on
compare.py    where two outlets or documents differ
gaps.py       commitments that leave something out
asof.py       the graph as it was known on a day
changes.py    two versions of one text
answers.py    rows of text as a table
"""
