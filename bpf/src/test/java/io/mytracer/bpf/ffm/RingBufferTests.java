package io.mytracer.bpf.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The consumer against the kernel, and against a file with what a kernel shows only by chance. */
class RingBufferTests {
    private static final int BATCH = 64 << 10;
    private static final int RECORD = 32; // 24 bytes and their header

    @Test
    void deliversWhatAProgramSubmitsInOrder() throws Exception {
        try (BpfObject object = TestObject.open()) {
            BpfObjectTests.watchSelf(object, 0);
            object.maxEntries("ring", 64 << 10);
            object.load();
            try (RingBuffer ring = new RingBuffer(object.mapFd("ring"), 64 << 10);
                    BpfLink _ = object.attach("on_system_call")) {
                List<Long> numbers = new ArrayList<>();
                // Four times what fits: the positions wrap.
                for (int round = 0; round < 8; round++) {
                    BpfObjectTests.callBpf(1000);
                    assertThat(ring.await(1000)).isTrue();
                    assertThat(ring.backlog()).isGreaterThanOrEqualTo(1000 * RECORD);
                    ring.drain(
                            (data, at, length) -> {
                                assertThat(length).isEqualTo(24);
                                long number = data.get(JAVA_LONG, at);
                                assertThat(data.get(JAVA_LONG, at + 16)).isEqualTo(~number);
                                numbers.add(number);
                            },
                            BATCH);
                    assertThat(ring.backlog()).isZero();
                }
                assertThat(object.globals(".bss").get(JAVA_LONG, 16)).as("lost").isZero();
                assertThat(numbers).hasSizeGreaterThanOrEqualTo(8000);
                for (int i = 0; i < numbers.size(); i++) {
                    assertThat(numbers.get(i)).isEqualTo(numbers.getFirst() + i);
                }
                assertThat(ring.await(0)).isFalse();
            }
        }
    }

    @Test
    void discardedRecordsAreSkipped() throws Exception {
        try (BpfObject object = TestObject.open()) {
            BpfObjectTests.watchSelf(object, 2);
            object.load();
            try (RingBuffer ring = new RingBuffer(object.mapFd("ring"), 4096);
                    BpfLink _ = object.attach("on_system_call")) {
                BpfObjectTests.callBpf(40);
                int records =
                        ring.drain(
                                (data, at, length) ->
                                        assertThat(data.get(JAVA_LONG, at) % 2).isEqualTo(1),
                                BATCH);
                assertThat(records).isBetween(20, 21);
                assertThat(ring.backlog()).isZero();
            }
        }
    }

    @Test
    void aFullRingGoesOnAfterADrain() throws Exception {
        try (BpfObject object = TestObject.open()) {
            BpfObjectTests.watchSelf(object, 0);
            object.load();
            try (RingBuffer ring = new RingBuffer(object.mapFd("ring"), 4096);
                    BpfLink _ = object.attach("on_system_call")) {
                BpfObjectTests.callBpf(500);
                assertThat(object.globals(".bss").get(JAVA_LONG, 16)).as("lost").isPositive();
                assertThat(ring.drain((data, at, length) -> {}, 256)).isGreaterThan(100);
                BpfObjectTests.callBpf(10);
                assertThat(ring.drain((data, at, length) -> {}, 256)).isGreaterThanOrEqualTo(10);
            }
        }
    }

    @Test
    void stopsAtARecordThatIsStillBeingWritten() {
        try (RingFile file = new RingFile()) {
            file.add(24, 0);
            MemorySegment busy = file.add(24, 1 << 31);
            file.add(24, 0);
            assertThat(file.ring.drain((data, at, length) -> {}, BATCH)).isEqualTo(1);
            assertThat(file.ring.backlog()).isEqualTo(2 * RECORD);
            busy.set(JAVA_INT, 0, 24);
            assertThat(file.ring.drain((data, at, length) -> {}, BATCH)).isEqualTo(2);
        }
    }

    @Test
    void aHandlerThatThrowsLosesItsOwnRecordOnly() {
        try (RingFile file = new RingFile()) {
            for (int i = 0; i < 3; i++) {
                file.add(24, 0);
            }
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(
                            () ->
                                    file.ring.drain(
                                            (data, at, length) -> {
                                                throw new ArithmeticException();
                                            },
                                            BATCH));
            assertThat(file.ring.backlog()).isEqualTo(2 * RECORD);
            assertThat(file.ring.drain((data, at, length) -> {}, BATCH)).isEqualTo(2);
        }
    }

    @Test
    void spaceIsGivenBackByBatches() {
        try (RingFile file = new RingFile()) {
            for (int i = 0; i < 6; i++) {
                file.add(24, 0);
            }
            List<Long> backlogs = new ArrayList<>();
            file.ring.drain((data, at, length) -> backlogs.add(file.ring.backlog()), 2 * RECORD);
            assertThat(backlogs)
                    .containsExactly(
                            6L * RECORD,
                            6L * RECORD,
                            4L * RECORD,
                            4L * RECORD,
                            2L * RECORD,
                            2L * RECORD);
        }
    }

    @Test
    void aDrainAllocatesNothing() {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        try (RingFile file = new RingFile()) {
            long[] sum = new long[1];
            RecordHandler handler = (data, at, length) -> sum[0] += length;
            long allocated = 0;
            for (int round = 0; round < 20_000; round++) {
                file.rewind();
                for (int i = 0; i < 20; i++) {
                    file.add(24, 0);
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                file.ring.drain(handler, BATCH);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(sum[0]).isEqualTo(20_000L * 20 * 24);
            assertThat(allocated).as("bytes in the last drain").isZero();
        }
    }

    @Test
    void closedDuringADrainItThrowsInsteadOfCrashing() {
        RingFile file = new RingFile();
        file.add(24, 0);
        file.add(24, 0);
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                file.ring.drain(
                                        (data, at, length) -> {
                                            file.ring.close();
                                            data.get(JAVA_LONG, at);
                                        },
                                        BATCH));
        file.close();
        assertThatIllegalStateException().isThrownBy(() -> file.ring.drain((d, a, l) -> {}, BATCH));
        assertThatIllegalStateException().isThrownBy(file.ring::backlog);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 1, 2048, 12_288})
    void aSizeThatNoRingHasIsRefused(long size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RingBuffer(0, size))
                .withMessageContaining("power of two");
    }

    @Test
    void aDescriptorThatIsNoRingIsRefused() {
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> new RingBuffer(-1, 65_536))
                .withMessageStartingWith("mmap of ")
                .withMessageContaining("EBADF");
    }

    /** A file laid out like a ring of 64 KiB, whose producer is the test. */
    private static final class RingFile implements AutoCloseable {
        private static final long SIZE = 64 << 10;

        private final long page = Libc.pageSize();
        private final int fd = Libc.memfd("ring");
        private final MemorySegment file;
        final RingBuffer ring;
        private long position;

        RingFile() {
            long length = 2 * page + 2 * SIZE;
            try (Arena arena = Arena.ofConfined()) {
                assertThat(Libc.write(fd, arena.allocate(length))).isEqualTo(length);
            }
            file = Libc.mmap(fd, length, Libc.PROT_READ | Libc.PROT_WRITE, 0);
            ring = new RingBuffer(fd, SIZE);
        }

        MemorySegment add(int length, int bits) {
            MemorySegment record = file.asSlice(2 * page + position, length + 8);
            record.set(JAVA_INT, 0, length | bits);
            position += length + 8;
            file.set(JAVA_LONG, page, position);
            return record;
        }

        void rewind() {
            position = 0;
            file.set(JAVA_LONG, 0, 0);
            file.set(JAVA_LONG, page, 0);
        }

        @Override
        public void close() {
            ring.close();
            ring.close();
            Libc.munmap(file);
            Libc.close(fd);
        }
    }
}
