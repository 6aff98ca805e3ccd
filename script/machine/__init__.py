"""What the commands in `script/` share: making a machine ready, and the services of one site.

`place`, `packages` and `environment` run under the system's Python before anything is installed, so they
use the standard library only. `postgres`, `redis` and `services` run inside the virtual environment.
"""
