"""One area in the round, for whoever is about to work with it: its timeline, one page before a visit, and its profile
on paper.

A join and never a copy: `timeline` puts in order what every app knows, `known` reads what one person may see of the
area, `brief` cuts it to a page (pure), `profile` adds the rest, `document` prints both.
"""
