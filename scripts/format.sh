#!/bin/sh
# Formats the sources, or fails where they are not formatted: format.sh check|apply JAVA_FORMATTER
# Maven runs it with the JDK of the build in TOOLCHAIN_JAVA_HOME.
set -eu
mode=$1
formatter=$2
clang_format_major=14
failed=

sources() {
    find . -path '*/target' -prune -o -path '*/src/*' -type f \( "$@" \) -print | sort
}

# Nothing is formatted where there is nothing: xargs would run the formatter on its input.
java_format() {
    sources -name '*.java' | xargs -r "$TOOLCHAIN_JAVA_HOME/bin/java" -jar "$formatter" --aosp "$@"
}

c_format() {
    sources -name '*.c' -o -name '*.h' | xargs -r clang-format --style=file "$@"
}

clang_format_version() {
    clang-format --version 2>/dev/null | sed -n 's/.*version \([0-9]*\).*/\1/p'
}

case $mode in
apply)
    java_format --replace
    ;;
check)
    unformatted=$(java_format --dry-run) || failed=yes
    if [ -n "$unformatted" ]; then
        echo "$unformatted" >&2
        failed=yes
    fi
    ;;
*)
    echo "format.sh check|apply JAVA_FORMATTER" >&2
    exit 2
    ;;
esac

found=$(clang_format_version)
if [ "$found" != $clang_format_major ]; then
    echo "C formatting: skipped, clang-format $clang_format_major judges and this is ${found:-none}"
elif [ "$mode" = apply ]; then
    c_format -i
else
    c_format --dry-run --Werror || failed=yes
fi

if [ -n "$failed" ]; then
    echo "not formatted (see above): run ./format" >&2
    exit 1
fi
