# The site's image: web, workers, beat and the preparation of the database all run from it.
# Base images are named by tag, not by digest: each is a line that still gets security fixes, and `docker compose
# build --pull` takes them in without an edit here. What we choose ourselves is pinned by hash in the lock files.

# --- Styles and script. Node 24 is what requirements-dev.in compiles them with; none of it reaches the last stage.
FROM node:24-bookworm-slim AS assets
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static/src static/src
RUN npm run build

# --- Python packages, each a wheel whose hash is in the lock file: nothing is compiled, so no compiler is needed.
FROM python:3.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt requirements-programs.txt ./
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv install --no-cache-dir --require-hashes --only-binary=:all: -r requirements.txt \
 && pip --python /opt/venv install --no-cache-dir --require-hashes --only-binary=:all: --no-deps -r requirements-programs.txt

# --- What runs. 3.12 is the middle of the versions we support; bookworm is the Debian the tests run on.
FROM python:3.12-slim-bookworm
# What WeasyPrint lays out and embeds PDFs with, and the open font they are set in (script/machine/packages.py).
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin site \
 && install -d -o site -g site -m 0700 /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    # The image is read-only while it runs; fontconfig keeps its cache where it may write.
    XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=commissioning.config.settings \
    DATA_DIR=/data \
    STATIC_ROOT=/srv/static
COPY --from=packages /opt/venv /opt/venv
WORKDIR /site
COPY manage.py ./
COPY --from=assets /site/static/build static/build
COPY templates templates
COPY commissioning commissioning
COPY readiness readiness
COPY evaluation evaluation
# Both steps as root: the site may read its code and styles, never write them. collectstatic loads the settings
# but touches no service, so these four say nothing and end with the step.
RUN python -m compileall -q /site /opt/venv/lib \
 && SITE_ADDRESS=https://build.invalid SECRET_KEY=signs-nothing REDIS_URL=redis://none \
    DATABASE_URL=postgres://nobody@none/none python manage.py collectstatic --noinput -v0

USER site
EXPOSE 8000
# The site answers only to its own name, so the check asks by that name.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['SITE_ADDRESS'].split('/')[2]}), timeout=4)"]
# Sync workers, as many as WEB_CONCURRENCY says: one a core measured best (threads halved it). They tell gunicorn
# that they live through /dev/shm, which is memory; a file on a slow disk could pass for a hung worker. Its control
# socket would be a file in a home that nobody has here. Its own lines would name the path of a request that took too
# long, and a path can hold a one-use link.
CMD ["gunicorn", "commissioning.config.wsgi", "--bind", "0.0.0.0:8000", "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "5000", "--max-requests-jitter", "500", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--logger-class", "commissioning.logs.server.GunicornLogger"]
