#!/bin/sh
# Links the libbpf that the jar carries, when its recipe changed: build-libbpf.sh RECIPE OUTPUT
set -eu
recipe=$1
output=$2
library=$output/META-INF/native/linux-$(uname -m)/libbpf.so
texts=/usr/share/common-licenses

if [ -e "$library" ] && [ -z "$(find "$(dirname "$recipe")" "$0" -newer "$library" -type f)" ]; then
    exit 0
fi
sh "$recipe" "$output"

# Debian's copyright files name these, which are not on every machine that has the jar.
for text in GPL-2 GPL-3 LGPL-2.1 LGPL-3; do
    cp -L "$texts/$text" "$output/META-INF/licenses/$text.txt"
done
