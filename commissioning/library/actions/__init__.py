"""Every write to the resource bank."""
