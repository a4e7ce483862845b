#!/bin/sh
# Links the libbpf that the jar carries, when its recipe changed: build-libbpf.sh RECIPE OUTPUT
set -eu
recipe=$1
output=$2
library=$output/META-INF/native/linux-$(uname -m)/libbpf.so

[ -e "$recipe" ] || exit 0
if [ -e "$library" ] && [ -z "$(find "$(dirname "$recipe")" -newer "$library" -type f)" ]; then
    exit 0
fi
exec sh "$recipe" "$output"
