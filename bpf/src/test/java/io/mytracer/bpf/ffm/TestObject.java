package io.mytracer.bpf.ffm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.kernel.Privileges;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small BPF object made of every thing the binding has to handle, compiled by clang. */
public final class TestObject {
    private static final String SOURCE =
            """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>

            char LICENSE[] SEC("license") = "GPL";

            struct inner { int a; union { long deep; int b; }; };
            struct shape { char c; struct { short s; struct inner named; int last; }; };
            enum color { RED = 3, CRIMSON = 3, GREEN = 4 };
            enum color keep_color = RED; /* .data */

            const volatile struct {
                __u32 tgid;
                __u32 discard_every;
                __u64 system_call;
            } settings = {}; /* .rodata */

            struct {
                __u64 nothing;
                __u64 seen;
                __u64 lost;
                struct shape shape; /* by value: clang writes no more than the name of a pointer's */
            } counters; /* .bss */

            struct {
                __uint(type, BPF_MAP_TYPE_RINGBUF);
                __uint(max_entries, 4096);
            } ring SEC(".maps");

            struct {
                __uint(type, BPF_MAP_TYPE_HASH);
                __uint(max_entries, 3);
                __type(key, __u32);
                __type(value, __u64);
            } table SEC(".maps");

            struct {
                __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
                __uint(max_entries, 1);
                __type(key, __u32);
                __type(value, __u32);
            } per_cpu SEC(".maps");

            SEC("raw_tp/sys_enter")
            int on_system_call(struct bpf_raw_tracepoint_args *ctx)
            {
                if (settings.tgid != bpf_get_current_pid_tgid() >> 32 || ctx->args[1] != settings.system_call)
                    return 0;
                __u64 number = counters.seen; /* atomics that return need Linux 5.12 */
                __sync_fetch_and_add(&counters.seen, 1);
                __u64 *record = bpf_ringbuf_reserve(&ring, 24, 0);
                if (!record) {
                    __sync_fetch_and_add(&counters.lost, 1);
                    return 0;
                }
                record[0] = number;
                record[1] = bpf_ktime_get_ns();
                record[2] = ~number;
                if (settings.discard_every && number % settings.discard_every == 0)
                    bpf_ringbuf_discard(record, 0);
                else
                    bpf_ringbuf_submit(record, 0);
                return 0;
            }

            SEC("?raw_tp/sys_enter")
            int without_null_check(void *ctx)
            {
                __u32 key = 0;
                __u64 *value = bpf_map_lookup_elem(&table, &key);
                return *value;
            }

            SEC("?raw_tp/no_such_tracepoint")
            int nowhere(void *ctx)
            {
                return 0;
            }

            struct seq_file;
            struct bpf_iter_meta { struct seq_file *seq; } __attribute__((preserve_access_index));
            struct bpf_iter__task {
                struct bpf_iter_meta *meta;
                void *task;
            } __attribute__((preserve_access_index));

            SEC("iter/task")
            int every_task(struct bpf_iter__task *ctx)
            {
                __u64 zero = 0;
                if (ctx->task)
                    bpf_seq_write(ctx->meta->seq, &zero, sizeof zero);
                return 0;
            }
            """;

    private static byte[] compiled;

    private TestObject() {}

    /** Returns the ELF file; skips the test where there is no clang. */
    public static synchronized byte[] elf() throws IOException, InterruptedException {
        if (compiled == null) {
            compiled = compile();
        }
        assumeTrue(compiled.length > 0, "needs clang and the headers of libbpf");
        return compiled.clone();
    }

    static BpfObject open() throws IOException, InterruptedException {
        assumeTrue(Privileges.current().canTrace(), "needs CAP_BPF and CAP_PERFMON");
        return BpfObject.open(NativeLibrary.find(null), "test", elf());
    }

    private static byte[] compile() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bpf-object");
        Path source = Files.writeString(directory.resolve("test.bpf.c"), SOURCE);
        Path object = directory.resolve("test.bpf.o");
        try {
            Process clang =
                    new ProcessBuilder(
                                    "clang",
                                    "-target",
                                    "bpf",
                                    "-g",
                                    "-O2",
                                    "-I/usr/include/"
                                            + System.getProperty("os.arch")
                                                    .replace("amd64", "x86_64")
                                            + "-linux-gnu",
                                    "-c",
                                    source.toString(),
                                    "-o",
                                    object.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(clang.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (clang.waitFor() != 0) {
                throw new IOException(said);
            }
            return Files.readAllBytes(object);
        } catch (IOException e) {
            if (e.getMessage().contains("No such file")) {
                return new byte[0];
            }
            throw e;
        } finally {
            Files.deleteIfExists(object);
            Files.deleteIfExists(source);
            Files.deleteIfExists(directory);
        }
    }
}
