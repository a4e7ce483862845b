#!/usr/bin/env bash
# test.sh [--short] KERNELS [[-DPROPERTY=VALUE...] SELECTION...]: runs tests in guests, as many at a
# time as there are CPUs, and adds up.
#
# KERNELS are names of kernel.sh, separated by commas, or "all". SELECTION are options of JUnit's
# ConsoleLauncher, such as --select-class=io.mytracer.it.vm.GuestSmokeTests. Without, each kernel has
# a guest for each of the files tests, tests-way, tests-ends and tests-more, and for tests-strict
# and tests-strict-more with each backend. With --short there are no -more, and tests-strict-short runs
# with the best backend of each place. What has been built is run: "mvn verify -DskipTests" comes before.
# Reports, console, and files of tests that failed are in it/target/vm-KERNEL.
set -eu -o pipefail

here=$(realpath "${BASH_SOURCE%/*}")
it=$(realpath "$here/../..")
bpf=$it/../bpf/target
java=${JAVA25_HOME:?set it to the home of a JDK 25}/bin/java
short=
if [ "${1:-}" = --short ]; then
    short=yes
    shift
fi
kernels=${1//,/ }
shift
[ "$kernels" != all ] || kernels='5.10 6.1 6.12 7'

selection=("$@")
if [ ! -e "$it/target/vm-class-path" ]; then
    echo "test.sh: nothing is built: mvn verify -DskipTests" >&2
    exit 2
fi
class_path=$it/target/test-classes:$it/target/classes:$bpf/test-classes:$bpf/classes
class_path+=:$(cat "$it/target/vm-class-path")

# Prints the guest's script: job KERNEL [-DPROPERTY=VALUE...] SELECTION... The JVM flags are those for
# where CPU time is short: one compiler, no parallel collector. Emulation is 10 to 20 times slower
# than a machine.
job() {
    local kernel=$1 properties=()
    shift
    while [[ $1 = -D* ]]; do
        properties+=("$1")
        shift
    done
    declare -p it java kernel class_path properties
    printf 'set --'
    printf ' %q' "$@"
    cat <<'END'

cd "$it" || exit 1
mkdir -p /run/reports/files
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -Dmytracer.agent.jar="$it/../agent/target/mytracer-agent.jar" -Dmytracer.vm.kernel="$kernel" \
    -Dmytracer.it.slowness=10 "${properties[@]}" -Djava.io.tmpdir=/run/reports/files \
    -cp "$class_path" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
    --disable-ansi-colors --details=testfeed --fail-if-no-tests --reports-dir=/run/reports \
    --config=junit.jupiter.execution.timeout.default=600s \
    --config=junit.jupiter.tempdir.cleanup.mode.default=on_success "$@"
END
}

# Prints a number of the ConsoleLauncher's summary, such as that of "[ 9 tests failed ]".
count() {
    sed -n "s/^\\[ *\\([0-9]*\\) tests $1 *\\]\$/\\1/p" "$out/console.log"
}

# Prints the totals in Surefire's words; what ended before its summary is an error.
totals() {
    local found failed
    found=$(count found)
    failed=$(count failed)
    if [ -n "$found" ]; then
        echo "Tests run: $found, Failures: $failed, Errors: $(($1 != 0 && failed == 0))," \
            "Skipped: $(($(count skipped) + $(count aborted)))"
    else
        echo "Tests run: 0, Failures: 0, Errors: 1, Skipped: 0"
    fi
}

# Writes the line that the end of this script prints: verdict NAME TOTALS WORDS...
verdict() {
    echo "kernel $1: $2; ${*:3}" >"$it/target/vm-$1/verdict"
}

# Prints which of a guest's tests failed, and how: of a long log, most places keep the end.
failed_tests() {
    awk '/^JUnit Jupiter/ { left = / :: FAILED/ ? 30 : 0 }
        left > 0 && !/^\t+at (java|org)/ { left--; print substr($0, 1, 500) }' \
        "$it/target/vm-$1/console.log"
}

# guest NAME KERNEL SELECTION...
guest() {
    local name=$1 kernel=$2 out=$it/target/vm-$1 begin=$SECONDS code=0
    shift 2
    job "$kernel" "$@" >"$out/job.sh"
    "$here/run.sh" "$kernel" "$out" "$out/job.sh" || code=$?
    times >"$out/times"
    verdict "$name" "$(totals $code)" "$([ $code = 0 ] && echo passed || echo FAILED) in" \
        "$((SECONDS - begin)) s ($(sed -n '2s/ .*//p' "$out/times") of CPU time)," \
        "reports are in ${out#"$PWD/"}"
}

# start NAME KERNEL SELECTION...: runs a guest in the background.
names=()
start() {
    while [ "$(jobs -r | wc -l)" -ge "$(nproc)" ]; do
        wait -n || true
    done
    directory "$1"
    guest "$@" > >(sed -u "s/^/[$1] /") 2>&1 &
}

# directory NAME: makes it anew.
directory() {
    names+=("$1")
    rm -rf "$it/target/vm-$1"
    mkdir -p "$it/target/vm-$1"
    : >"$it/target/vm-$1/console.log"
}

# Prints the options that select the classes in files, and those that stand there themselves.
classes() {
    (cd "$here" && sed '/^#/d; /^ *$/d; s/^[^-]/--select-class=&/' "$@")
}

# Prints the backends for functions that a kernel has; Debian's 6.1 comes without CONFIG_FPROBE.
backends() {
    case $1 in
    5.10 | 6.1) echo fentry kprobe ;;
    *) echo fentry kprobe.multi kprobe ;;
    esac
}

# Two at a time take least where the longest come first.
usual() {
    local classes set
    for set in '' -ends -way; do
        mapfile -t classes < <(classes "tests$set")
        start "$1$set" "$1" "${classes[@]}"
    done
    if [ $short ]; then
        mapfile -t classes < <(classes tests-strict-short)
        start "$1-strict" "$1" "${classes[@]}"
    fi
}

more() {
    local classes backend
    mapfile -t classes < <(classes tests-more)
    start "$1-more" "$1" "${classes[@]}"
    mapfile -t classes < <(classes tests-strict tests-strict-more)
    for backend in $(backends "$1"); do
        start "$1-$backend" "$1" "-Dmytracer.it.backend=$backend" "${classes[@]}"
    done
}

# Each guest is a process group, which ends with this script.
set -m
end_guests() {
    local group
    for group in $(jobs -p); do
        kill -- "-$group" 2>/dev/null || true
    done
}
trap end_guests EXIT
for kernel in $kernels; do
    if ! "$here/kernel.sh" "$kernel" 2>&1 >/dev/null | tee "$it/target/vm-kernel.log"; then
        directory "$kernel"
        verdict "$kernel" "Tests run: 0, Failures: 0, Errors: 1, Skipped: 0" \
            "FAILED, there is no such kernel to be had: $(tail -n 1 "$it/target/vm-kernel.log")"
    elif [ ${#selection[@]} != 0 ]; then
        start "$kernel" "$kernel" "${selection[@]}"
    else
        usual "$kernel"
        [ $short ] || more "$kernel"
    fi
done
while [ -n "$(jobs -r)" ]; do
    wait -n || true
done

result=0
for name in "${names[@]}"; do
    cat "$it/target/vm-$name/verdict" || result=1
    grep -q '; passed in' "$it/target/vm-$name/verdict" || {
        failed_tests "$name"
        result=1
    }
done
exit $result
