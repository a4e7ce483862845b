#!/usr/bin/env bash
# run.sh KERNEL DIRECTORY JOB: runs a shell script in a guest with that kernel, by QEMU without KVM.
#
# KERNEL is one of kernel.sh's. The guest sees this machine's files, read-only under an overlay in
# memory, and has no network device. What the job leaves in /run/reports comes back to DIRECTORY,
# with the console as console.log. The exit code is the job's; 120: the guest did not come to an end.
set -eu -o pipefail

kernel=$("${BASH_SOURCE%/*}/kernel.sh" "$1")
directory=$(realpath -m "$2")
job=$3
here=$(realpath "${BASH_SOURCE%/*}")
release=$(cat "$kernel/release")
boot_modules=(virtio_pci virtio_console 9pnet_virtio 9p overlay)

mkdir -p "$directory"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Adds modules and what they need, unpacked, in the order in which they have to be loaded.
add_modules() {
    local module path name
    : >"$work/initrd/modules/list"
    for module in "${boot_modules[@]}"; do
        modprobe --dirname "$kernel" --set-version "$release" --show-depends "$module" |
            awk '$1 == "insmod" { print $2 }'
    done | awk '!seen[$0]++' | while read -r path; do
        name=$(basename "${path%.xz}")
        case $path in
        *.xz) xz --decompress --stdout "$path" ;;
        *) cat "$path" ;;
        esac >"$work/initrd/modules/$name"
        echo "$name" >>"$work/initrd/modules/list"
    done
}

make_initrd() {
    mkdir -p "$work"/initrd/{bin,dev,proc,sys,modules,host,memory,root,guest}
    cp "$(command -v busybox)" "$work/initrd/bin/busybox"
    cp "$here/init" "$work/initrd/init"
    cp "$here/guest-init" "$work/initrd/guest/guest-init"
    cp "$job" "$work/initrd/guest/job"
    printf 'kernel=%q\n' "$kernel" >"$work/initrd/guest/settings"
    chmod +x "$work/initrd/init" "$work/initrd/guest/guest-init"
    add_modules
    (cd "$work/initrd" && find . | cpio --create --format newc --quiet) >"$work/initrd.cpio"
}

# thread=single: with a host thread per CPU, one may still run code that another has patched, and
# Linux 7.3 then panics now and then when a tracepoint is switched ("Oops: int3"); costs about 10 %.
# With a frequency in its name the CPU's time stamp counter can be a JVM's clock (rdtsc_x86.cpp).
# nokaslr: addresses in logs can be compared. trust_cpu: there is little else to be random by.
boot() {
    local cpu="qemu64,+smep,+smap,+rdrand,+ssse3,+sse4.1,+sse4.2,+popcnt"
    cpu+=",model-id=AMD Processor @ 2.60GHz"
    timeout --foreground -k 10 "${MYTRACER_VM_SECONDS:-3600}" qemu-system-x86_64 \
        -accel tcg,thread=single,tb-size=512 -machine q35 \
        -cpu "$cpu" \
        -smp 2 -m "${MYTRACER_VM_MIB:-2048}" \
        -nographic -nodefaults -no-reboot -serial stdio \
        -device isa-debug-exit,iobase=0xf4,iosize=0x4 \
        -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
        -device virtio-9p-pci,fsdev=root,mount_tag=root \
        -device virtio-serial -chardev "file,id=reports,path=$work/reports.tar" \
        -device virtserialport,chardev=reports,name=reports \
        -kernel "$kernel/vmlinux" -initrd "$work/initrd.cpio" \
        -append "console=ttyS0 panic=-1 quiet mitigations=off nokaslr random.trust_cpu=on rcupdate.rcu_expedited=1" \
        </dev/null 2>&1
}

make_initrd
code=0
# The BIOS clears the screen and leaves its line open.
boot | sed -u 's/\r//g; s/\x1b[c[][?0-9]*[a-zA-Z]\?//g; s/^.*Booting from ROM\.\.//' |
    tee "$directory/console.log" || code=${PIPESTATUS[0]}
if [ -s "$work/reports.tar" ]; then
    tar --extract --file "$work/reports.tar" --directory "$directory" --no-same-owner
fi
if [ $((code % 2)) = 1 ] && [ "$code" -ge 33 ]; then
    exit $((code / 2 - 16))
fi
echo "run.sh: the guest with $release did not come to an end (QEMU's exit code $code; 124: time is up)" >&2
exit 120
