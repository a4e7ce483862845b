package io.mytracer.agent;

import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.RunTimes;
import io.mytracer.bpf.ffm.ThreadTime;

/** What {@link Windows} switches: a tracer, and the thread that drains it. Not thread-safe. */
final class FollowedPackets implements Windows.Tracer {
    /**
     * CPU time of all programs for a packet, where the kernel does not let that be counted: 20 runs
     * of 0.5 µs, as measured on Linux 6.18.
     */
    private static final long PACKET_NANOS = 10_000;

    private final PacketTracer tracer;
    private final ThreadTime thread = new ThreadTime();
    private RunTimes counting;
    private boolean refused;

    FollowedPackets(PacketTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public boolean attach(long nanos) {
        return tracer.attachHops(nanos);
    }

    @Override
    public boolean detach(long nanos) {
        return tracer.detachHops(nanos);
    }

    @Override
    public void follow(int packets) {
        tracer.follow(packets);
    }

    @Override
    public void followable(int packets) {
        tracer.followable(packets);
    }

    @Override
    public boolean followsMore() {
        return tracer.followsMore();
    }

    @Override
    public long ranOut() {
        return tracer.ranOut();
    }

    @Override
    public long packets() {
        return tracer.packets();
    }

    @Override
    public void countRunTime(boolean on) {
        if (counting != null) {
            counting.close();
            counting = null;
        }
        if (on && !refused) {
            try {
                counting = tracer.countRunTime();
            } catch (BpfException e) { // without CAP_SYS_ADMIN it is estimated
                refused = true;
            }
        }
    }

    @Override
    public long runTime() {
        return refused ? tracer.packets() * PACKET_NANOS : tracer.runTime();
    }

    @Override
    public long threadTime() {
        return thread.nanos();
    }
}
