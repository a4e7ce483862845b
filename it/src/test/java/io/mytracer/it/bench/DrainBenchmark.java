package io.mytracer.it.bench;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.ffm.RecordHandler;
import io.mytracer.bpf.ffm.RingBuffer;
import io.mytracer.it.Tool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How long the consumer of the ring takes for a record of 128 bytes, beside a C program with
 * libbpf: each drains a full ring, reads the same nine fields, and takes its turn.
 */
final class DrainBenchmark implements Benchmark {
    private static final Path SOURCES = Path.of("it/src/test/c");
    private static final String RECORD_H = "-Ibpf/src/main/bpf";
    private static final long RING_BYTES = 4 << 20;
    private static final int BATCH_BYTES = 64 << 10;

    /** Enough to have the loop compiled. */
    private static final int WARM_UPS = 50;

    @Override
    public void run(Effort effort, Results results) throws Exception {
        Path work = Files.createTempDirectory("drain");
        Path object = work.resolve("fill.bpf.o");
        Path program = work.resolve("drain");
        try {
            compile(object, program);
            measure(effort.rounds(100), results, object, program);
        } finally {
            Files.deleteIfExists(object);
            Files.deleteIfExists(program);
            Files.delete(work);
        }
    }

    private static void compile(Path object, Path program)
            throws IOException, InterruptedException {
        String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
        new Tool("clang")
                .run(
                        "-O2",
                        "-g",
                        "-target",
                        "bpf",
                        "-mcpu=v3",
                        "-I/usr/include/" + arch + "-linux-gnu",
                        RECORD_H,
                        "-c",
                        SOURCES.resolve("fill.bpf.c").toString(),
                        "-o",
                        object.toString());
        new Tool("clang")
                .run(
                        "-O2",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        RECORD_H,
                        SOURCES.resolve("drain.c").toString(),
                        "-lbpf",
                        "-o",
                        program.toString());
    }

    private static void measure(int rounds, Results results, Path object, Path program)
            throws Exception {
        NativeLibrary library = NativeLibrary.find(null);
        Process consumer =
                new ProcessBuilder(program.toString(), object.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BpfObject filler = BpfObject.open(library, "fill", Files.readAllBytes(object));
                Writer in = consumer.outputWriter();
                BufferedReader out = consumer.inputReader()) {
            filler.load();
            try (BpfLink link = filler.attachIterator("fill");
                    RingBuffer ring = new RingBuffer(filler.mapFd("ring"), RING_BYTES)) {
                Fields fields = new Fields();
                Turns<Double> turns =
                        new Turns<>(() -> byLibbpf(in, out))
                                .add("Java", () -> nanos(link, ring, fields));
                turns.run(WARM_UPS);
                List<Turns.Trio<Double>> trios = turns.run(rounds).get("Java");
                results.add("libbpf's consumer in C, a record", "ns", Turns.without(trios, n -> n));
                results.add("the agent's consumer, a record", "ns", Turns.with(trios, n -> n));
                results.add(
                        "the agent's consumer to libbpf's",
                        "",
                        Turns.ratio(trios, n -> n),
                        Goal.atMost(1.5));
                results.note(
                        "libbpf %s, %,d records, checksum %x"
                                .formatted(library.version(), fields.records, fields.sum));
            }
        } finally {
            consumer.destroy();
        }
    }

    private static double byLibbpf(Writer in, BufferedReader out) throws IOException {
        in.write("\n");
        in.flush();
        return Double.parseDouble(out.readLine().split(" ")[0]);
    }

    private static double nanos(BpfLink link, RingBuffer ring, RecordHandler fields) {
        link.readIterator();
        long begin = System.nanoTime();
        int records = ring.drain(fields, BATCH_BYTES);
        return (double) (System.nanoTime() - begin) / records;
    }

    /** The same fields as drain.c. */
    private static final class Fields implements RecordHandler {
        private final HopRecord record = new HopRecord();
        private long sum;
        private long records;

        @Override
        public void record(MemorySegment data, long offset, int length) {
            record.at(data, offset, length);
            sum +=
                    record.time()
                            + record.packet()
                            + record.skb()
                            + record.flow()
                            + record.sourcePort()
                            + record.destinationPort()
                            + record.seq()
                            + record.length()
                            + record.tid();
            records++;
        }
    }
}
