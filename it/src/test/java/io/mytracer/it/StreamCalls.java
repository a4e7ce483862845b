package io.mytracer.it;

import jdk.jfr.consumer.RecordedEvent;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The calls of a recording that moved bytes of streams, by TCP's numbers of these bytes. */
public final class StreamCalls {
    public static final Set<String> WRITES = Set.of("write", "writev", "send", "sendfile");
    public static final Set<String> READS = Set.of("read", "readv", "receive");

    private final Map<Long, List<RecordedEvent>> calls;

    /** Takes the calls of some operations. */
    public StreamCalls(Recording recording, Set<String> operations) {
        calls =
                recording.named("SocketIo").stream()
                        .filter(call -> operations.contains(call.getString("operation")))
                        .filter(call -> call.getLong("firstSeq") >= 0)
                        .collect(Collectors.groupingBy(call -> call.getLong("flow")));
    }

    /** Returns the calls of each flow in order of time. */
    public Map<Long, List<RecordedEvent>> byFlow() {
        return calls;
    }

    /** Returns the call that moved the first byte of a segment, or null. */
    public RecordedEvent of(RecordedEvent segment) {
        long seq = segment.getLong("seq");
        return calls.getOrDefault(segment.getLong("flow"), List.of()).stream()
                .filter(call -> since(call.getLong("firstSeq"), seq) < call.getLong("bytes"))
                .findFirst()
                .orElse(null);
    }

    /** Returns how far a number is behind another; numbers wrap. */
    public static long since(long origin, long seq) {
        return seq - origin & 0xffff_ffffL;
    }
}
