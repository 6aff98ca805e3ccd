"""Putting work on the queue, and holding a lock while doing it. A bottom room: no models, nothing of ours."""
