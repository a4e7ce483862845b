#!/bin/sh
# Compiles the BPF programs: build-bpf.sh SOURCE OBJECT [-DNAME] (from the bpf module's folder)
set -eu
source=$1
object=$2
shift 2

for tool in clang:clang llvm-strip:llvm; do
    if ! command -v "${tool%:*}" >/dev/null; then
        echo "${tool%:*} is missing, which compiles the BPF programs: install the package ${tool#*:}" >&2
        exit 1
    fi
done

if [ -e "$object" ] && [ -z "$(find "$(dirname "$source")" "$0" -newer "$object" -type f)" ]; then
    exit 0
fi

case $(uname -m) in
x86_64) arch=x86 ;;
aarch64) arch=arm64 ;;
*)
    echo "no BPF target is known for $(uname -m)" >&2
    exit 1
    ;;
esac

mkdir -p "$(dirname "$object")"
# The compilation folder would get into the BTF line information, and so into the jar.
# A tracepoint's program has all its arguments, used or not.
clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$arch \
    -Wall -Wextra -Wno-unused-parameter -Werror -fdebug-compilation-dir=. \
    "$@" -c "$source" -o "$object.tmp"
# Drops DWARF, keeps BTF.
llvm-strip -g "$object.tmp"
mv "$object.tmp" "$object"
