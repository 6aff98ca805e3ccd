"""The two areas whose people can sign in."""

DURHAM, EALING = "E06000047", "E09000009"
