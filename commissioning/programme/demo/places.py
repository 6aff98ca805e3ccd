"""The areas of the demonstration: two whose people can sign in, those where posts changed hands, and a former one."""

DURHAM, EALING = "E06000047", "E09000009"
LEEDS, BRISTOL, SUNDERLAND = "E08000035", "E06000023", "E08000024"
CUMBRIA = "E10000006"
