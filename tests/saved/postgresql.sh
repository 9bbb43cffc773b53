#!/bin/sh
# Finds a PostgreSQL for the tests of the store of views, or installs Debian's. Where neither works it says so, and
# those tests are then reported as skipped by name.
set -u

if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi

if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing Debian's postgresql for the tests of named views ..."
    if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq postgresql >/dev/null; then
        exit 0
    fi
fi

echo "################################################################################"
echo "NO POSTGRESQL: the tests of named views on a server will be SKIPPED. Install"
echo "PostgreSQL, and run again."
echo "################################################################################"
exit 0
