#!/bin/sh
# Finds a Chromium for the browser tests, or installs Debian's. Where neither works it says so, and those tests are
# then reported as skipped by name.
set -u
. "$(dirname "$0")/../debian.sh"

for browser in "${BALLAD_CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1; then
        exit 0
    fi
done

install_from_debian "the browser tests" chromium ||
    will_skip "CHROMIUM: the browser tests will be SKIPPED." \
        "Install Chromium or Google Chrome, or name one with BALLAD_CHROMIUM, and run again."
exit 0
