#!/usr/bin/env bash
# test.sh KERNELS [SELECTION...]: runs tests in guests, one after the other, and adds up.
#
# KERNELS are names of kernel.sh, separated by commas, or "all". SELECTION are options of JUnit's
# ConsoleLauncher, such as --select-class=io.mytracer.it.vm.GuestSmokeTests; without, the classes in
# the file tests. What has been built is run: "mvn verify -DskipTests" comes before. Reports and
# console are in it/target/vm-KERNEL.
set -eu -o pipefail

here=$(realpath "${BASH_SOURCE%/*}")
it=$(realpath "$here/../..")
bpf=$it/../bpf/target
java=${JAVA25_HOME:?set it to the home of a JDK 25}/bin/java
kernels=${1//,/ }
shift
[ "$kernels" != all ] || kernels='5.10 6.1 6.12 7'

if [ $# = 0 ]; then
    while read -r class; do
        set -- "$@" "--select-class=$class"
    done < <(sed 's/#.*//; /^ *$/d' "$here/tests")
fi
if [ ! -e "$it/target/vm-class-path" ]; then
    echo "test.sh: nothing is built: mvn verify -DskipTests" >&2
    exit 2
fi
class_path=$it/target/test-classes:$it/target/classes:$bpf/test-classes:$bpf/classes
class_path+=:$(cat "$it/target/vm-class-path")

# The same JVM flags as everywhere where CPU time is short: one compiler, no parallel collector.
write_job() {
    cat <<'END'
cd "$it" || exit 1
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -Dmytracer.agent.jar="$it/../agent/target/mytracer-agent.jar" -Dmytracer.vm.kernel="$kernel" \
    -Dmytracer.it.slowness=10 \
    -cp "$class_path" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
    --disable-ansi-colors --details=tree --fail-if-no-tests \
    --config=junit.jupiter.execution.timeout.default=600s --reports-dir=/run/reports "$@"
END
}

# Prints a line of the ConsoleLauncher's summary: "9 tests found".
count() {
    sed -n "s/^\\[ *\\([0-9]* tests $1\\) *\\]\$/\\1/p" "$out/console.log"
}

failed=()
for kernel in $kernels; do
    out=$it/target/vm-$kernel
    rm -rf "$out"
    mkdir -p "$out"
    {
        declare -p it java kernel class_path
        printf 'set --'
        printf ' %q' "$@"
        echo
        write_job
    } >"$out/job.sh"
    begin=$SECONDS
    if "$here/run.sh" "$kernel" "$out" "$out/job.sh"; then
        verdict=passed
    else
        verdict="FAILED ($?)"
        failed+=("$kernel")
    fi
    echo "kernel $kernel: $verdict in $((SECONDS - begin)) s: $(count found), $(count failed)," \
        "$(count skipped), reports are in ${out#"$PWD/"}"
done
if [ ${#failed[@]} != 0 ]; then
    echo "failed on kernel ${failed[*]}" >&2
    exit 1
fi
