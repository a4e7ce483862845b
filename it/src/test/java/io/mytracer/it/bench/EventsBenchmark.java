package io.mytracer.it.bench;

import com.sun.management.ThreadMXBean;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.bpf.kernel.ReasonNames;
import io.mytracer.emit.CallingThreads;
import io.mytracer.emit.ClosingStacks;
import io.mytracer.emit.EventEmitter;
import io.mytracer.emit.JavaThreads;
import io.mytracer.packet.PacketOwner;
import io.mytracer.packet.PacketPaths;

import jdk.jfr.Recording;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * How many hops a second one thread can take from records to a recording on the disk: joined to
 * journeys, named and committed as in the agent; and how large they are there.
 */
final class EventsBenchmark implements Benchmark {
    private static final long WINDOW_NANOS = 2_000_000_000L;

    /** As long as the agent's thread sleeps when it is busy. */
    private static final long TICK_NANOS = 5_000_000L;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * One recording.
     *
     * @param events committed
     * @param lost the others
     * @param seconds of the clock
     * @param cpuSeconds of the thread
     * @param allocated bytes on the heap for an event, once all that is used again is there
     * @param fileBytes of the recording
     * @param counts what it has
     */
    private record Run(
            long events,
            long lost,
            double seconds,
            double cpuSeconds,
            double allocated,
            long fileBytes,
            EventCounts counts) {}

    @Override
    public void run(Effort effort, Results results) throws Exception {
        Tape tape = Tape.record();
        List<Run> runs = new ArrayList<>();
        int rounds = effort.rounds(10);
        for (int round = -2; round < rounds; round++) {
            Run run = play(tape);
            if (round >= 0) { // the first ones are compiled
                runs.add(run);
            }
        }
        results.add(
                "SkbHop and PacketPath a second of the clock",
                "/s",
                of(runs, r -> r.events() / r.seconds()),
                Goal.atLeast(1e6));
        results.add(
                "SkbHop and PacketPath a second of the thread's CPU",
                "/s",
                of(runs, r -> r.events() / r.cpuSeconds()),
                Goal.atLeast(1e6));
        results.add(
                "CPU of the thread for an event",
                "ns",
                of(runs, r -> 1e9 * r.cpuSeconds() / r.events()));
        results.add("allocated for an event", "B", of(runs, r -> r.allocated()), Goal.atMost(1));
        results.add("lost of them", "", of(runs, r -> r.lost()), Goal.atMost(0));
        results.add(
                "file of the recording, for an event",
                "B",
                of(runs, r -> (double) r.fileBytes() / r.events()));
        for (Map.Entry<String, EventCounts.Type> type :
                runs.getLast().counts().types().entrySet()) {
            String name = type.getKey();
            results.add(
                    name + " on the disk",
                    "B",
                    of(runs, r -> bytes(r.counts().types().get(name))),
                    name.equals("SkbHop") ? Goal.atMost(60) : null);
        }
    }

    private static double bytes(EventCounts.Type type) {
        return (double) type.bytes() / type.events();
    }

    private static Spread of(List<Run> runs, ToDoubleFunction<Run> value) {
        return Spread.of(runs.stream().mapToDouble(value).toArray());
    }

    private static Run play(Tape tape) throws Exception {
        Path file = Files.createTempFile("events", ".jfr");
        try (Recording recording = new Recording()) {
            for (String name : List.of("SkbHop", "PacketPath")) {
                recording.enable("mytracer." + name).withoutStackTrace();
            }
            recording.enable("jdk.DataLoss");
            recording.setToDisk(true);
            recording.setDestination(file);
            recording.start();
            CountingSink sink = new CountingSink(emitter());
            PacketPaths paths = new PacketPaths(sink, new Nobody(), hop -> true);
            long cpuBegin = THREADS.getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            long now = begin;
            long tick = begin;
            long firstEvents = 0;
            long firstAllocated = 0;
            while (now - begin < WINDOW_NANOS) {
                paths.begin(now);
                tape.play(now - tape.length(), paths);
                now = System.nanoTime();
                if (now - begin < WINDOW_NANOS / 2) {
                    firstEvents = sink.events();
                    firstAllocated = THREADS.getCurrentThreadAllocatedBytes();
                }
                if (now - tick >= TICK_NANOS) {
                    paths.tick(now);
                    sink.emitter().tick();
                    tick = now;
                }
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - firstAllocated;
            long events = sink.events() - firstEvents;
            paths.settle(now);
            long end = System.nanoTime();
            long cpuEnd = THREADS.getCurrentThreadCpuTime();
            recording.stop();
            EventCounts counts = EventCounts.of(file);
            return new Run(
                    sink.events(),
                    sink.events() - counts.events("SkbHop") - counts.events("PacketPath"),
                    (end - begin) / 1e9,
                    (cpuEnd - cpuBegin) / 1e9,
                    (double) allocated / events,
                    Files.size(file),
                    counts);
        } finally {
            Files.delete(file);
        }
    }

    private static EventEmitter emitter() {
        EventEmitter emitter =
                new EventEmitter(
                        new KernelSymbols(),
                        new ReasonNames(Btf.vmlinux()),
                        new JavaThreads(null, CallingThreads.NONE),
                        ClosingStacks.NONE,
                        record -> record.hop().function(),
                        hop -> Backend.TRACEPOINT);
        emitter.start();
        return emitter;
    }

    /** TCP only is on the tape. */
    private static final class Nobody implements PacketOwner {
        @Override
        public OptionalLong receiver(HopRecord record) {
            return OptionalLong.empty();
        }

        @Override
        public void disown(int port) {}
    }
}
