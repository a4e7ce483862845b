package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

class QueueRecordTests {
    private final MemorySegment memory = Arena.ofAuto().allocate(QueueRecord.SIZE + 8, 8);
    private final QueueRecord record = new QueueRecord().at(memory, 8);

    @Test
    void layoutIsThatOfTheObject() {
        assertThat(size("queue_record")).isEqualTo(QueueRecord.SIZE);
        assertThat(offset("queue_record", "time")).isEqualTo(QueueRecord.TIME);
        assertThat(offset("queue_record", "flow")).isEqualTo(QueueRecord.FLOW);
        assertThat(offset("queue_record", "arrived")).isEqualTo(QueueRecord.ARRIVED);
        assertThat(offset("queue_record", "local")).isEqualTo(QueueRecord.LOCAL);
        assertThat(offset("queue_record", "remote")).isEqualTo(QueueRecord.REMOTE);
        assertThat(offset("queue_record", "local_port")).isEqualTo(QueueRecord.LOCAL_PORT);
        assertThat(offset("queue_record", "remote_port")).isEqualTo(QueueRecord.REMOTE_PORT);
        assertThat(offset("queue_record", "netns")).isEqualTo(QueueRecord.NETNS);
        assertThat(offset("queue_record", "fd")).isEqualTo(QueueRecord.FD);
        assertThat(offset("queue_record", "protocol")).isEqualTo(QueueRecord.PROTOCOL);
        assertThat(offset("queue_record", "state")).isEqualTo(QueueRecord.STATE);
        assertThat(offset("queue_record", "receive_queue")).isEqualTo(QueueRecord.RECEIVE_QUEUE);
        assertThat(offset("queue_record", "receive_limit")).isEqualTo(QueueRecord.RECEIVE_LIMIT);
        assertThat(offset("queue_record", "send_queue")).isEqualTo(QueueRecord.SEND_QUEUE);
        assertThat(offset("queue_record", "send_limit")).isEqualTo(QueueRecord.SEND_LIMIT);
        assertThat(offset("queue_record", "rtt")).isEqualTo(QueueRecord.RTT);
        assertThat(offset("queue_record", "cwnd")).isEqualTo(QueueRecord.CWND);
        assertThat(offset("queue_record", "unacked")).isEqualTo(QueueRecord.UNACKED);
        assertThat(offset("queue_record", "retransmits")).isEqualTo(QueueRecord.RETRANSMITS);
        assertThat(offset("queue_record", "send_window")).isEqualTo(QueueRecord.SEND_WINDOW);
        assertThat(offset("queue_record", "receive_window")).isEqualTo(QueueRecord.RECEIVE_WINDOW);
    }

    @Test
    void numbersAreUnsigned() {
        memory.set(JAVA_INT, 8 + QueueRecord.SEND_WINDOW, -1);
        assertThat(record.sendWindow()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void onlyTcpListens() {
        memory.set(JAVA_BYTE, 8 + QueueRecord.STATE, (byte) 10);
        assertThat(record.isListener()).isFalse();
        memory.set(JAVA_BYTE, 8 + QueueRecord.PROTOCOL, (byte) 6);
        assertThat(record.isListener()).isTrue();
    }

    @Test
    void theFingerprintIsOfWhatMayChange() {
        long before = record.fingerprint();
        memory.set(JAVA_LONG, 8 + QueueRecord.TIME, 77);
        assertThat(record.fingerprint()).isEqualTo(before);
        memory.set(JAVA_INT, 8 + QueueRecord.RECEIVE_WINDOW, 1);
        assertThat(record.fingerprint()).isNotEqualTo(before);
    }
}
