#!/bin/sh
# PostgreSQL 15 or newer from the system: the one present, or Debian's when we may install it.
set -eu

for program in /usr/lib/postgresql/*/bin/postgres; do
    if [ -x "$program" ]; then
        exit 0
    fi
done
if command -v pg_ctl > /dev/null; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installation du PostgreSQL de Debian…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql > /dev/null
    exit 0
fi

echo "Aucun PostgreSQL du système. Lancez :" >&2
echo "    sudo apt-get install postgresql" >&2
exit 1
