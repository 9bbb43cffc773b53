#!/bin/sh
# Finds a PostgreSQL for the tests of the store of views, or installs Debian's. Where neither works it says so, and
# those tests are then reported as skipped by name.
set -u
. "$(dirname "$0")/../debian.sh"

if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi

install_from_debian "the tests of named views" postgresql ||
    will_skip "POSTGRESQL: the tests of named views on a server will be SKIPPED." \
        "Install PostgreSQL, and run again."
exit 0
