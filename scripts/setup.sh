# shellcheck shell=bash
# Sourced by ./demo, ./test and ./bench: gets what they need onto a Debian machine.

say() {
    printf '[%4d s] %s\n' "$SECONDS" "$*"
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# What is looked for (a command or a file), and Debian's package that has it.
needed_to_build=(
    mvn:maven
    clang:clang
    llvm-strip:llvm
    clang-format:clang-format
    gcc:gcc
    /usr/include/stdio.h:libc6-dev
    /usr/include/bpf/bpf_helpers.h:libbpf-dev
    /usr/include/libelf.h:libelf-dev
    /usr/include/zlib.h:zlib1g-dev
    /usr/include/zstd.h:libzstd-dev
)
needed_to_test=(
    tcpdump:tcpdump
    tshark:tshark
    ip:iproute2
    nft:nftables
    bpftool:bpftool
    setpriv:util-linux
    ps:procps
    curl:curl
    chromium:chromium
    Xvfb:xvfb
    /usr/lib/x86_64-linux-gnu/libgtk-3.so.0:libgtk-3-0
)
needed_to_measure=(
    bpftool:bpftool
    bpftrace:bpftrace
    prlimit:util-linux
)
needed_for_guests=(
    qemu-system-x86_64:qemu-system-x86
    busybox:busybox-static
    modprobe:kmod
    cpio:cpio
    xz:xz-utils
    zstd:zstd
    iptables-legacy:iptables
)

# Without a locale Java can neither print nor name files beyond ASCII, and tests must not depend on it.
export LC_ALL=C.UTF-8

# Debian keeps administration commands where only root looks.
PATH=$PATH:/usr/sbin:/sbin

present() {
    case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

apt_usable() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null
}

apt_updated=
apt_update() {
    # A list of packages that is old, for want of a network, may still do.
    [ -n "$apt_updated" ] || as_root apt-get -qq update </dev/null >/dev/null 2>&1 || true
    apt_updated=yes
}

apt_install() {
    local log
    apt_usable || fail "missing: $*; needs root and apt-get to install them: apt-get install $*"
    say "installing $*"
    apt_update
    log=$(mktemp)
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@" </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get could not install $*; the whole log is $log"
    fi
    rm -f "$log"
}

apt_offers() {
    apt_usable || return
    apt_update
    [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]
}

install_missing() {
    local need missing=()
    for need in "$@"; do
        present "${need%:*}" || missing+=("${need#*:}")
    done
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}

is_jdk_25() {
    [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."-]' "$1/release" 2>/dev/null
}

# Prints the home of a JDK 25, or nothing.
installed_jdk_25() {
    local on_path home
    on_path=$(readlink -f "$(command -v java || echo /nonexistent)") || on_path=
    for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "${on_path%/bin/java}"; do
        if [ -n "$home" ] && is_jdk_25 "$home"; then
            echo "$home"
            return
        fi
    done
}

# Maven finds the JDK 25 by this variable, and itself runs on what JAVA_HOME or the path has.
find_jdk_25() {
    JAVA25_HOME=$(installed_jdk_25)
    if [ -z "$JAVA25_HOME" ]; then
        apt_offers openjdk-25-jdk-headless || fail "cannot get a JDK 25: none in JAVA_HOME," \
            "/usr/lib/jvm or on the path, and no package openjdk-25-jdk-headless to be had;" \
            "unpack one and set JAVA_HOME to it"
        apt_install openjdk-25-jdk-headless
        JAVA25_HOME=$(installed_jdk_25)
    fi
    export JAVA25_HOME
    if [ ! -x "${JAVA_HOME:-/nonexistent}/bin/java" ]; then
        unset JAVA_HOME
        command -v java >/dev/null || export JAVA_HOME="$JAVA25_HOME"
    fi
}

# set_up build|test|bench: each includes what the build needs.
set_up() {
    say "checking the tools"
    case $1 in
    build) install_missing "${needed_to_build[@]}" ;;
    test) install_missing "${needed_to_build[@]}" "${needed_to_test[@]}" ;;
    bench) install_missing "${needed_to_build[@]}" "${needed_to_measure[@]}" ;;
    esac
    find_jdk_25
}
