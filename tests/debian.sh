# Read by the scripts that find, or install, a program the tests need.

# install_from_debian WHAT [OPTION...] PACKAGE...: true if Debian's packages could be installed; WHAT says for what.
install_from_debian() {
    what=$1
    shift
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing Debian's packages for $what ..."
    $as_root apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$@" >/dev/null
}

# will_skip WHAT LINE...: says loudly that WHAT is not there, and which tests are skipped, each then by its name.
will_skip() {
    echo "################################################################################"
    echo "NO $1"
    shift
    printf '%s\n' "$@"
    echo "################################################################################"
}
