#!/bin/sh
# One more backup in FOLDER, proven by restoring it on trial; then those older than DAYS go. Where either fails it stops with
# an error and removes nothing. COMMAND is how pilar is called here:
#
#   backup.sh FOLDER DAYS COMMAND…
#   backup.sh /var/backups/pilar 30 /usr/local/bin/pilar
#   backup.sh backup 30 docker compose run --rm tools
set -eu
cd "$1"
days=$2
shift 2
name=pilar-$(date +%Y-%m-%d-%H%M%S).zip
"$@" backup "$name"
"$@" doctor --backup "$name"
find . -maxdepth 1 -name 'pilar-*.zip' -mtime "+$days" -exec rm -f {} +
find . -maxdepth 1 -name 'pilar-*.zip.partial-*' -mtime +1 -exec rm -f {} + # of runs that were killed
