"""What log lines hold and how they are written. A bottom room: no models, nothing of ours.

gunicorn's parent process loads `server` and `lines`, and hands them on to web processes: they import nothing but each
other, so that web processes it starts after a new release run that release.
"""
