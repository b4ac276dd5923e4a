#!/bin/sh
# Makes the secrets of docker-compose.yml in ./secrets, or in the folder named: passwords of both logins of the database,
# and the addresses that hold them. What is there already stays.
set -eu
dir=${1:-secrets}
if [ -e "$dir" ]; then
	echo "$dir is there already; nothing was changed" >&2
	exit 1
fi
umask 077
mkdir "$dir"
for login in owner app; do
	password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s\n' "$password" >"$dir/${login}_password.txt"
	printf 'postgres://pilar_%s:%s@database:5432/pilar?sslmode=disable\n' "$login" "$password" >"$dir/${login}_url.txt"
done
# Containers read them as users of their own; on the machine the folder keeps everybody else out.
chmod 0444 "$dir"/*.txt
