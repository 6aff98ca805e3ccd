#!/bin/sh
# Upgrades the site of docker-compose.yml to what is checked out here: backup, preflight, database, then workers, then
# web – the new beside the old, until the proxy knows it. `deploy/upgrade.sh --stop` stops the site for a change of the
# database that the running release could not live with; preflight says when.
set -eu
cd "$(dirname "$0")/.."

stopped=
[ "${1:-}" = "--stop" ] && stopped=--stopped

docker compose run --rm backup   # by the release that runs: the new one may not know these tables
docker compose build --pull
docker compose run --rm backup python manage.py preflight $stopped

[ -z "$stopped" ] || docker compose stop web worker-interactive worker-documents beat

# A change that waits for a long look at a table would make everybody wait behind it: it gives up and tries again.
for try in 1 2 3 4 5 6 7 8; do
    if docker compose run --rm -e PGOPTIONS="-c lock_timeout=4s" prepare; then break; fi
    [ "$try" != 8 ] || { echo "The database was not prepared; the site runs on as before."; exit 1; }
    sleep 5
done

if [ -n "$stopped" ]; then
    docker compose up -d --wait
    exit
fi

docker compose up -d --no-deps worker-interactive worker-documents beat

old=$(docker compose ps -q web)
count=$(echo "$old" | wc -l)
docker compose up -d --no-deps --no-recreate --wait --scale web=$((count * 2)) web
sleep 15                       # the proxy asks for web's addresses every ten seconds
docker stop $old > /dev/null   # each finishes what it is at
docker rm $old > /dev/null
docker compose up -d --wait --scale web="$count"
