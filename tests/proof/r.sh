#!/bin/sh
# Finds R with the packages survival and cmprsk for the tests that run Ballad's R scripts, or installs Debian's. Where
# neither works it says so, and those tests are then reported as skipped by name.
set -u

has_r() {
    command -v Rscript >/dev/null 2>&1 && Rscript --vanilla -e 'library(survival); library(cmprsk)' >/dev/null 2>&1
}

has_r && exit 0

if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing Debian's R for the tests that run Ballad's R scripts ..."
    if $as_root apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
            r-base-core r-cran-survival r-cran-cmprsk >/dev/null; then
        has_r && exit 0
    fi
fi

echo "################################################################################"
echo "NO R: the tests that run Ballad's R scripts will be SKIPPED. Install R with the"
echo "packages survival and cmprsk, and run again."
echo "################################################################################"
exit 0
