"""Help in plain words: short pages by subject, and which of them each page of the site leads to."""
