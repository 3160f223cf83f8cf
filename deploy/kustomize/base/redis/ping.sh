#!/bin/sh
# Succeeds when Redis answers. A full disk (MISCONF) is not a failure of Redis: the farm continues to read and retries its writes.
set -eu
REDISCLI_AUTH=$(cat "$1")
export REDISCLI_AUTH
case $(redis-cli -p "${2:-6379}" ping 2>&1) in
    PONG | MISCONF*) exit 0 ;;
    *) exit 1 ;;
esac
