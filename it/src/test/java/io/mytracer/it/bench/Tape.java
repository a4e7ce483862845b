package io.mytracer.it.bench;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.RecordSink;
import io.mytracer.bpf.Scope;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Records of a connection's packets as this machine's kernel writes them, to be played again and
 * again: with other packet ids each time, and at the present time.
 */
final class Tape {
    private static final int TRIPS = 500;
    private static final int MOST = 1 << 16;

    /** Of {@code struct record}. */
    private static final long TIME = 0;

    private static final long PACKET = 8;

    private final MemorySegment records = Arena.ofAuto().allocate((long) MOST * HopRecord.SIZE, 8);
    private final HopRecord view = new HopRecord();
    private final long[] words = new long[HopRecord.WORDS];
    private int length;
    private long firstPacket = Long.MAX_VALUE;
    private long lastPacket;

    private Tape() {}

    /** Sends some bytes back and forth in this JVM, with every hop of their packets. */
    static Tape record() throws IOException {
        Tape tape = new Tape();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket far = server.accept();
                PacketTracer tracer = Tracers.attach(Scope.own())) {
            near.setTcpNoDelay(true);
            for (int trip = 0; trip < TRIPS; trip++) {
                near.getOutputStream().write(trip);
                int ignored = far.getInputStream().read();
                tracer.drain(tape::take);
            }
        }
        if (tape.length < TRIPS) {
            throw new IOException("only " + tape.length + " records of " + TRIPS + " packets");
        }
        return tape;
    }

    int length() {
        return length;
    }

    /**
     * Plays it all.
     *
     * @param time in ns of {@link System#nanoTime}, of the first record; each is 1 ns later
     */
    void play(long time, RecordSink sink) {
        long shift = lastPacket - firstPacket + 1;
        for (int i = 0; i < length; i++) {
            long at = (long) i * HopRecord.SIZE;
            records.set(JAVA_LONG, at + TIME, time + i);
            long packet = records.get(JAVA_LONG, at + PACKET);
            if (packet != 0) {
                records.set(JAVA_LONG, at + PACKET, packet + shift);
            }
            sink.accept(view.at(records, at));
        }
        firstPacket += shift;
        lastPacket += shift;
    }

    private void take(HopRecord record) {
        if (record.kind() == HopRecord.HOP && length < MOST) {
            record.copyTo(words, 0);
            long at = (long) length * HopRecord.SIZE;
            MemorySegment.copy(words, 0, records, JAVA_LONG, at, HopRecord.WORDS);
            length++;
            if (record.packet() != 0) {
                firstPacket = Math.min(firstPacket, record.packet());
                lastPacket = Math.max(lastPacket, record.packet());
            }
        }
    }
}
