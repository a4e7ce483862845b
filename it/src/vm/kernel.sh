#!/usr/bin/env bash
# kernel.sh 5.10|6.1|6.12|7: prints the directory of a stock Debian kernel of that series.
#
# It holds vmlinux, release and lib/modules. Nothing is installed on the machine: apt-get downloads
# with lists of its own, from the archive that the machine itself uses. A kernel is kept under
# MYTRACER_KERNELS, by its version; once a week the archive is asked for a newer one.
set -eu -o pipefail

series=$1
cache=${MYTRACER_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/mytracer/kernels}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Security first: where versions are equal, the first suite is asked.
case $series in
5.10) suites='bullseye-security bullseye' ;;
6.1) suites='bookworm-security bookworm' ;;
6.12) suites='trixie-security trixie' ;;
7) suites='trixie-backports sid' ;;
*)
    echo "kernel.sh: no Debian release has a kernel $series; known are 5.10, 6.1, 6.12 and 7" >&2
    exit 2
    ;;
esac

note() {
    printf 'kernel %s: %s\n' "$series" "$*" >&2
}

# Prints the address of the archive that has a suite, as the machine's own sources have it.
archive_of() {
    local kind='^[a-z]+$'
    case $1 in *-security) kind='^[a-z]+-security$' ;; esac
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
        awk -v kind="$kind" '$1 ~ kind && $2 ~ /debian/ && !seen++ { print $2 }'
}

# apt with lists, cache and sources of its own.
private() {
    local tool=$1
    shift
    "$tool" -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists="$work/lists" \
        -o Dir::Cache="$work/cache" -o APT::Architecture=amd64 -o APT::Architectures=amd64 \
        -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

write_sources() {
    local suite archive signed=
    [ ! -e "$keyring" ] || signed="signed-by=$keyring"
    for suite in $suites; do
        archive=$(archive_of "$suite")
        if [ -z "$archive" ]; then
            note "no archive of Debian in the machine's apt sources that has $suite"
            continue
        fi
        echo "deb [$signed] $archive $suite main"
    done >"$work/sources.list"
    [ -s "$work/sources.list" ]
}

# Prints the newest stock kernel: no flavour for clouds or real time, and no mere name of one.
newest() {
    private apt-cache search --names-only "^linux-image-${series//./\\.}\..*-amd64$" |
        sed -n 's/^linux-image-\([0-9]*\.[0-9]*\.[0-9][^ ]*\) .*/\1/p' |
        grep -Ev -- '-(cloud|rt)-' | sort -V | tail -n 1
}

# Prints the packages that make up a kernel: one up to 6.x, several where image is a mere name.
packages_of() {
    echo "linux-image-$1"
    private apt-cache depends --no-recommends --no-suggests "linux-image-$1" |
        sed -n 's/^ *Depends: \(linux-\(base\|binary\|modules\)-[0-9].*\)/\1/p'
}

extract_vmlinux() {
    local image=$1 setup offset length start
    # Documentation/arch/x86/boot.rst: setup_sects, payload_offset, payload_length
    setup=$(od -An -tu1 -j $((0x1f1)) -N 1 "$image" | tr -d ' ')
    offset=$(od -An -tu4 -j $((0x248)) -N 4 "$image" | tr -d ' ')
    length=$(od -An -tu4 -j $((0x24c)) -N 4 "$image" | tr -d ' ')
    start=$((((setup ? setup : 4) + 1) * 512 + offset))
    payload() {
        tail -c +$((start + 1)) "$image" | head -c "$length"
    }
    case $(payload 2>/dev/null | head -c 4 | od -An -tx1 | tr -d ' ') in
    fd377a58) payload | xz --decompress --stdout --single-stream ;;
    28b52ffd) payload | zstd --decompress --stdout --quiet ;;
    1f8b*) payload | gzip --decompress --stdout ;;
    *)
        note "$image is compressed in an unknown way"
        return 1
        ;;
    esac >"$2" 2>/dev/null || true # behind the data stands its size, which is not of the format
    [ "$(head -c 4 "$2" | tail -c 3)" = ELF ]
}

unpack() {
    local release=$1 packages modules file
    mapfile -t packages < <(packages_of "$release")
    note "downloading ${packages[*]}"
    (cd "$work" && private apt-get download "${packages[@]}")
    for file in "$work"/*.deb; do
        dpkg-deb --extract "$file" "$work/root"
        rm "$file"
    done
    modules=$work/root/lib/modules/$release
    if [ ! -d "$modules" ]; then
        mkdir -p "$work/root/lib/modules"
        mv "$work/root/usr/lib/modules/$release" "$modules"
    fi
    file=$work/root/boot/vmlinuz-$release
    [ -e "$file" ] || file=$modules/vmlinuz
    mkdir -p "$work/kernel/lib"
    extract_vmlinux "$file" "$work/kernel/vmlinux"
    # What no guest has a device for is two thirds of the modules.
    rm -rf "$modules/kernel/sound" "$modules"/kernel/drivers/{gpu,media,infiniband,staging,scsi,iio}
    mv "$work/root/lib/modules" "$work/kernel/lib/modules"
    depmod --basedir "$work/kernel" "$release"
    echo "$release" >"$work/kernel/release"
}

refresh() {
    local release old
    old=$(readlink "$cache/$series" || true)
    write_sources
    private apt-get update
    release=$(newest) || true
    if [ -z "$release" ]; then
        note "no such package in the suites $suites of the machine's archive, or it is out of reach"
        return 1
    fi
    if [ ! -d "$cache/$release" ]; then
        unpack "$release"
        chmod -R u+w,go-w "$work/kernel"
        mv "$work/kernel" "$cache/$release"
        note "$release is in $cache"
    fi
    ln -sfnT "$release" "$cache/$series"
    if [ -n "$old" ] && [ "$old" != "$release" ]; then
        rm -rf "${cache:?}/$old"
    fi
}

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ -z "$(find "$cache/$series" -maxdepth 0 -type l -mtime -7 2>/dev/null)" ] ||
    [ ! -e "$cache/$series/release" ]; then
    rm -rf "$cache"/new.*
    work=$(mktemp -d "$cache/new.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
    # Not in a condition, where "set -e" would not hold.
    set +e
    (
        set -e
        refresh
    ) >&2
    result=$?
    set -e
    if [ $result != 0 ]; then
        [ -e "$cache/$series/release" ] || exit 1
        note "the archive cannot be asked; taking $(cat "$cache/$series/release")"
    fi
fi
echo "$cache/$(readlink "$cache/$series")"
