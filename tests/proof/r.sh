#!/bin/sh
# Finds R with the packages survival and cmprsk for the tests that run Ballad's R scripts, or installs Debian's. Where
# neither works it says so, and those tests are then reported as skipped by name.
set -u
. "$(dirname "$0")/../debian.sh"

has_r() {
    command -v Rscript >/dev/null 2>&1 && Rscript --vanilla -e 'library(survival); library(cmprsk)' >/dev/null 2>&1
}

has_r && exit 0

install_from_debian "the tests that run Ballad's R scripts" \
    --no-install-recommends r-base-core r-cran-survival r-cran-cmprsk && has_r ||
    will_skip "R: the tests that run Ballad's R scripts will be SKIPPED." \
        "Install R with the packages survival and cmprsk, and run again."
exit 0
