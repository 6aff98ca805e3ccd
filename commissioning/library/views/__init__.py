"""Pages of the resource bank."""
