package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.StageEdge;
import io.mytracer.bpf.StageTimesSink;
import io.mytracer.diagnosis.LogHistogram;
import io.mytracer.events.HopLatency;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes how long packets were in each stage, as the kernel has counted it since that was written
 * last. Not thread-safe.
 */
public final class HopLatencies implements StageTimesSink {
    /** What has been written of an edge. */
    private static final class Told {
        long[] buckets;
        long sum;
        long followed;
    }

    private final HopLatency event = new HopLatency();
    private final LogHistogram histogram = new LogHistogram();
    private final Map<StageEdge, Told> told = new HashMap<>();
    private long followed;

    /** Has written nothing. */
    public HopLatencies() {}

    /** Whether a recording wants this. */
    public boolean isWanted() {
        return event.isEnabled();
    }

    /**
     * To be called before the times are read.
     *
     * @param nanos for how long packets have been followed, all in all
     */
    public void begin(long nanos) {
        followed = nanos;
    }

    @Override
    public void times(StageEdge edge, long[] buckets, long sum) {
        Told before = told.computeIfAbsent(edge, e -> new Told());
        histogram.clear();
        for (int i = 0; i < buckets.length; i++) {
            long had = before.buckets == null ? 0 : before.buckets[i];
            // A CPU's count begins anew at 2^32.
            histogram.addToBucket(i, (buckets[i] - had) & 0xffff_ffffL);
        }
        if (histogram.count() == 0) {
            return;
        }
        histogram.sum(sum - before.sum);
        fill(edge, followed - before.followed);
        event.commit();
        before.buckets = Arrays.copyOf(buckets, buckets.length);
        before.sum = sum;
        before.followed = followed;
    }

    private void fill(StageEdge edge, long time) {
        event.direction = edge.direction() == HopRecord.IN ? "IN" : "OUT";
        event.protocol = Names.protocol(edge.protocol());
        event.stage = edge.from().name();
        event.nextStage = edge.to().name();
        event.packets = (int) histogram.count();
        event.followed = time;
        event.mean = histogram.sum() / histogram.count();
        event.p50 = histogram.percentile(0.5);
        event.p90 = histogram.percentile(0.9);
        event.p99 = histogram.percentile(0.99);
        event.p999 = histogram.percentile(0.999);
        event.max = histogram.max();
        event.histogram = histogram.toString();
    }
}
