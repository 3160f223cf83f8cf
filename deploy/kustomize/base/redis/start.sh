#!/bin/sh
# Starts Redis with the password of the file $1. The password goes through a file in memory, so that no process list shows it.
set -eu
umask 077
password=$(cat "$1")
[ -n "$password" ] || { echo "start.sh: $1 is empty; write a password into it" >&2; exit 2; }
printf 'requirepass %s\n' "$password" >/run/redis/password.conf
exec redis-server "${2:-/etc/redis/redis.conf}" --include /run/redis/password.conf
