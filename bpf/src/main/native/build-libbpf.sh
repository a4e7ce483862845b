#!/bin/sh
# Links the libbpf that travels in the jar: build-libbpf.sh OUT_DIR
# Made of the distribution's static archives, needs libc only. Build on the oldest supported
# distribution: its glibc is the oldest that the result runs with. The same archives give the same
# bytes.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: build-libbpf.sh OUT_DIR" >&2
    exit 2
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# Absolute: the compiler runs elsewhere.
mkdir -p -- "$1"
out=$(CDPATH="" cd -- "$1" && pwd)
CC=${CC:-gcc}
machine=$(uname -m)

case $machine in
x86_64 | aarch64) ;;
*)
    echo "build-libbpf.sh: no libbpf is bundled for $machine" >&2
    exit 1
    ;;
esac

if ! command -v "$CC" >/dev/null; then
    echo "build-libbpf.sh: no C compiler $CC; install the Debian package gcc" >&2
    exit 1
fi

# Prints the path of a static archive, or names the package that has it.
archive() {
    path=$("$CC" -print-file-name="$1") || path=$1
    if [ "$path" = "$1" ] || [ ! -r "$path" ]; then
        echo "build-libbpf.sh: $1 is missing; install the Debian package $2" >&2
        exit 1
    fi
    echo "$path"
}

libbpf=$(archive libbpf.a libbpf-dev)
libelf=$(archive libelf.a libelf-dev)
libz=$(archive libz.a zlib1g-dev)
libzstd=$(archive libzstd.a libzstd-dev)

# The licences of what is linked in go where it goes.
licenses=$out/META-INF/licenses
mkdir -p "$licenses"
for package in libbpf-dev libelf-dev zlib1g-dev libzstd-dev; do
    text=/usr/share/doc/$package/copyright
    if [ ! -r "$text" ]; then
        echo "build-libbpf.sh: $text is missing; reinstall the Debian package $package" >&2
        exit 1
    fi
    cp -L "$text" "$licenses/$package.txt"
    chmod 644 "$licenses/$package.txt"
done

target=$out/META-INF/native/linux-$machine
mkdir -p "$target"
# From its own directory, with a fixed name: neither paths nor times get into the result.
cd "$here"
"$CC" -shared -fPIC -O2 -Wall -Werror -fno-ident -o "$target/libbpf.so" shim.c \
    -Wl,--whole-archive "$libbpf" -Wl,--no-whole-archive "$libelf" "$libz" "$libzstd" \
    -Wl,--wrap=stderr,--wrap=fstat,--wrap=stat,--wrap=fstat64,--wrap=stat64 \
    -Wl,-soname,libbpf-mytracer.so -Wl,--build-id=none \
    -Wl,-z,defs,-z,relro,-z,now,-z,noexecstack \
    -Wl,--gc-sections -Wl,--version-script=libbpf.map -s
chmod 644 "$target/libbpf.so"
