"""Authority profiles: an area's history, its structures and the people who matter there."""
