"""The line of sight: from a standard’s level to the gap, the action, the package, how its criteria came out, the later
level, what surveys say and the case study.

A join and never a copy: `known` reads what one person may see of one area, `lines` puts it in order (pure), `table`
lists packages over the whole programme, `document` prints one line.
"""
