#!/bin/sh
# A Chromium for the browser journeys: the one present, or Debian's when we may install it.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" > /dev/null; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installation du Chromium de Debian…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core > /dev/null
    exit 0
fi

echo "Les parcours dans le navigateur demandent Chromium, et aucun n’est installé. Lancez :" >&2
echo "    sudo apt-get install chromium" >&2
exit 1
