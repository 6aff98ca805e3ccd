"""The forms of an area's profile, by noun."""
