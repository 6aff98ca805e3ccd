"""Finding one’s way in: the first steps of each role, shown on home until they are put away."""
