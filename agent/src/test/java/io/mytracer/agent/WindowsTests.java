package io.mytracer.agent;

import static io.mytracer.bpf.PacketTracer.UNLIMITED;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** By a machine of two CPUs on which following packets costs what it does. */
class WindowsTests {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final int CPUS = 2;
    private static final long ROUND = 5 * MILLI;
    private static final double BUDGET = 0.01;
    private static final Following CONTINUOUS = new Following(false, true, BUDGET);
    private static final Following NOTHING = new Following(false, false, BUDGET);

    private final Machine machine = new Machine();
    private final Windows windows = new Windows(machine, CPUS, () -> machine.time);

    @Test
    void withoutABudgetItIsOpenForGood() {
        machine.packetsPerSecond = 50_000;
        windows.want(Following.ALL);
        run(10 * SECOND);
        assertThat(windows.isOpen()).isTrue();
        assertThat(machine.followable).isEqualTo(UNLIMITED);
        assertThat(windows.followed()).isCloseTo(10 * SECOND, within(100 * MILLI));
        assertThat((double) windows.used()).isCloseTo(machine.cost(), within(0.3 * machine.cost()));
    }

    @Test
    void nothingIsAttachedWhereNothingIsWanted() {
        windows.want(NOTHING);
        run(SECOND);
        assertThat(machine.attachments).isZero();
        windows.want(CONTINUOUS);
        run(SECOND);
        assertThat(windows.isOpen()).isTrue();
        windows.want(NOTHING);
        run(SECOND);
        assertThat(windows.isOpen()).isFalse();
        assertThat(machine.attached).isZero();
    }

    /** Also where to ask costs as much as is allowed. */
    @Test
    void theFirstWindowOpensAtOnce() {
        windows.want(CONTINUOUS);
        machine.thread += SECOND;
        windows.tick();
        assertThat(windows.isOpen()).isTrue();
    }

    @Test
    void littleTrafficIsFollowedAllTheTime() {
        machine.packetsPerSecond = 200;
        windows.want(CONTINUOUS);
        run(20 * SECOND);
        assertThat(machine.attachments).isEqualTo(1);
        assertThat(windows.followed()).isGreaterThan(19 * SECOND);
        assertThat(share()).isLessThan(BUDGET);
    }

    @Test
    void fullLoadStaysWithinTheBudgetAndIsSampled() {
        machine.packetsPerSecond = 100_000;
        windows.want(CONTINUOUS);
        run(5 * SECOND); // the first window comes on credit
        double before = machine.cost();
        long followed = windows.followed();
        run(60 * SECOND);
        double share = (machine.cost() - before) / (60.0 * SECOND * CPUS);
        assertThat(share).isBetween(BUDGET / 2, 1.1 * BUDGET);
        assertThat(windows.followed() - followed).isBetween(60 * SECOND / 200, 60 * SECOND / 10);
        assertThat(machine.attachments).isGreaterThan(10);
    }

    /** A hundred times the load is within the budget again two seconds later. */
    @Test
    void suddenLoadIsBounded() {
        machine.packetsPerSecond = 1_000;
        windows.want(CONTINUOUS);
        run(30 * SECOND);
        assertThat(windows.isOpen()).isTrue();
        machine.packetsPerSecond = 100_000;
        run(2 * SECOND);
        for (int i = 0; i < 10; i++) {
            double before = machine.cost();
            run(4 * SECOND);
            assertThat((machine.cost() - before) / (4.0 * SECOND * CPUS)).isLessThan(1.5 * BUDGET);
        }
    }

    @Test
    void packetsOnTheirWayComeToTheirEndBeforeAnythingIsDetached() {
        machine.packetsPerSecond = 100_000;
        windows.want(CONTINUOUS);
        run(20 * SECOND);
        assertThat(machine.shortestEnd).isGreaterThanOrEqualTo(5 * MILLI);
    }

    /** The kernel would count for all programs of the machine, for ever. */
    @Test
    void nothingIsCountedWhenAllIsOver() {
        windows.want(Following.ALL);
        windows.tick();
        assertThat(machine.counting).isTrue();
        windows.end();
        assertThat(machine.counting).isFalse();
    }

    @Test
    void slowAttachmentIsMadeInParts() {
        machine.placeNanos = 60 * MILLI;
        windows.want(CONTINUOUS);
        run(60 * SECOND);
        assertThat(machine.attachments).isPositive();
        assertThat(machine.longestSlice).isLessThan(100 * MILLI);
    }

    private double share() {
        return machine.cost() / ((double) machine.time * CPUS);
    }

    private void run(long nanos) {
        long end = machine.time + nanos;
        while (machine.time < end) {
            long slice = machine.thread;
            machine.pass(ROUND);
            windows.tick();
            machine.longestSlice = Math.max(machine.longestSlice, machine.thread - slice);
        }
    }

    /** Packets cost the kernel 10 µs and the agent 5; a place 0.1 ms to attach and to detach. */
    private static final class Machine implements Windows.Tracer {
        private static final int PLACES = 80;
        private static final long PROGRAMS = 10_000;
        private static final long AGENT = 5_000;

        long packetsPerSecond;
        long placeNanos = MILLI / 10;
        int attached;
        int attachments;
        int followable;
        long packets;
        long thread;
        long run;
        long counted;
        boolean counting;
        long time;
        long ended;
        long ranOut;
        long shortestEnd = Long.MAX_VALUE;
        long longestSlice;

        double cost() {
            return thread + run;
        }

        private void work(long nanos) {
            thread += nanos;
            time += nanos;
        }

        void pass(long nanos) {
            time += nanos;
            long many = attached < PLACES ? 0 : packetsPerSecond * nanos / SECOND;
            long some = followable == UNLIMITED ? many : Math.min(many, followable);
            if (some < many) {
                ranOut = time - nanos + nanos * some / many;
            }
            if (followable != UNLIMITED) {
                followable -= (int) some;
            }
            packets += some;
            thread += some * AGENT + MILLI / 100;
            run += some * PROGRAMS;
            counted += counting ? some * PROGRAMS : 0;
        }

        @Override
        public boolean attach(long nanos) {
            long spent = 0;
            while (attached < PLACES && spent < nanos) {
                attached++;
                spent += placeNanos;
            }
            work(spent);
            attachments += attached == PLACES ? 1 : 0;
            return attached == PLACES;
        }

        @Override
        public boolean detach(long nanos) {
            if (attached == PLACES) {
                shortestEnd = Math.min(shortestEnd, time - ended);
            }
            long spent = 0;
            while (attached > 0 && spent < nanos) {
                attached--;
                spent += placeNanos;
            }
            work(spent);
            return attached == 0;
        }

        @Override
        public void follow(int packets) {
            followable = packets;
        }

        @Override
        public void followable(int packets) {
            followable = packets;
            ended = packets == 0 ? time : ended;
        }

        @Override
        public boolean followsMore() {
            return followable > 0;
        }

        @Override
        public long ranOut() {
            return ranOut;
        }

        @Override
        public long packets() {
            return packets;
        }

        @Override
        public void countRunTime(boolean on) {
            counting = on;
        }

        @Override
        public long runTime() {
            return counted;
        }

        @Override
        public long threadTime() {
            return thread;
        }
    }
}
