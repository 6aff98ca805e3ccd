"""Every write about an area's profile, by noun."""
