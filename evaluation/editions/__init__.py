"""What an edition of the impact report says, section by section.

Web pages load `kinds` and `commentary`; everything else reckons, and runs in the worker. What it makes is plain data,
which pages and files then only show.
"""
