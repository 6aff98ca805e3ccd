"""A merger, split or recoding of councils recorded in the running system: planned, shown, applied.

`rules` is the stated rule as a table; `found` gathers what is there, `preview` says what becomes of each thing, and
`applying` does exactly that and writes down what it did.
"""
