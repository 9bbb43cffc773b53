#!/bin/sh
# Finds a Chromium for the browser tests, or installs Debian's. Where neither works it says so, and those tests are
# then reported as skipped by name.
set -u

for browser in "${BALLAD_CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -n "$browser" ] && command -v "$browser" >/dev/null 2>&1; then
        exit 0
    fi
done

if command -v apt-get >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing Debian's chromium for the browser tests ..."
    if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null; then
        exit 0
    fi
fi

echo "################################################################################"
echo "NO CHROMIUM: the browser tests will be SKIPPED. Install Chromium or Google Chrome,"
echo "or name one with BALLAD_CHROMIUM, and run again."
echo "################################################################################"
exit 0
