package io.mytracer.format;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets for Wireshark, in the pcapng format (draft-ietf-opsawg-pcapng): each place that a packet
 * passes is a packet of the file, on the interface of its device, with a comment that tells the
 * place and what became of it there.
 */
public final class PcapngWriter implements EventWriter {
    private static final int SECTION = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int LINKTYPE_RAW = 101;

    private static final int END = 0;
    private static final int COMMENT = 1;
    private static final int IF_NAME = 2;
    private static final int IF_DESCRIPTION = 3;
    private static final int IF_TSRESOL = 9;
    private static final int SECTION_APPLICATION = 4;
    private static final int PACKET_FLAGS = 2;
    private static final int PACKET_ID = 5;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;

    /** Devices of several network namespaces have the same name. */
    private record Device(String name, long netns) {}

    private final OutputStream out;
    private final Map<Device, Integer> interfaces = new HashMap<>();
    private ByteBuffer block = ByteBuffer.allocate(1 << 10).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * A writer.
     *
     * @param out to write to, buffered
     */
    public PcapngWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin() throws IOException {
        beginBlock(SECTION);
        block.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SECTION_APPLICATION, "mytracer");
        endBlock();
    }

    @Override
    public boolean write(RecordedEvent event) throws IOException {
        Fields fields = new Fields(event);
        String place = Place.of(fields);
        // Without a packet id it is a thread's call on a socket.
        if (place == null || fields.number("packetId") == 0) {
            return false;
        }
        PacketHeaders headers = PacketHeaders.of(fields);
        if (headers == null) {
            return false;
        }
        int device = device(new Device(fields.text("device"), fields.number("netns")));
        byte[] bytes = headers.bytes();
        long nanos = fields.nanos();
        beginBlock(PACKET);
        block.putInt(device).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        block.putInt(bytes.length).putInt(headers.length());
        padded(bytes);
        option(COMMENT, PacketComment.of(fields, place));
        option(PACKET_FLAGS, direction(fields));
        option(PACKET_ID, fields.number("packetId"));
        endBlock();
        return true;
    }

    private static int direction(Fields event) {
        return switch (String.valueOf(event.text("direction"))) {
            case "IN" -> INBOUND;
            case "OUT" -> OUTBOUND;
            default -> 0;
        };
    }

    /** The number of the interface, which is described before its first packet. */
    private int device(Device device) throws IOException {
        Integer known = interfaces.get(device);
        if (known != null) {
            return known;
        }
        beginBlock(INTERFACE);
        block.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(0);
        option(IF_NAME, device.name() == null ? "none" : device.name());
        option(IF_DESCRIPTION, "network namespace " + Long.toUnsignedString(device.netns()));
        option(IF_TSRESOL, new byte[] {9});
        endBlock();
        interfaces.put(device, interfaces.size());
        return interfaces.size() - 1;
    }

    private void beginBlock(int type) {
        block.clear().putInt(type).putInt(0);
    }

    private void endBlock() throws IOException {
        block.putShort((short) END).putShort((short) 0);
        int length = block.position() + Integer.BYTES;
        block.putInt(length).putInt(Integer.BYTES, length);
        out.write(block.array(), 0, length);
    }

    private void option(int code, String value) {
        option(code, value.getBytes(StandardCharsets.UTF_8));
    }

    private void option(int code, int value) {
        block.putShort((short) code).putShort((short) Integer.BYTES).putInt(value);
    }

    private void option(int code, long value) {
        block.putShort((short) code).putShort((short) Long.BYTES).putLong(value);
    }

    private void option(int code, byte[] value) {
        // Names of threads have no bound; an option has 16 bits for its length.
        byte[] bytes = value.length <= 0xffff ? value : Arrays.copyOf(value, 0xffff);
        block.putShort((short) code).putShort((short) bytes.length);
        padded(bytes);
    }

    private void padded(byte[] bytes) {
        room(bytes.length);
        block.put(bytes);
        while (block.position() % Integer.BYTES != 0) {
            block.put((byte) 0);
        }
    }

    /** Beside the bytes and their padding, for options that are numbers and the end. */
    private void room(int bytes) {
        int needed = block.position() + bytes + 64;
        if (needed > block.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(2 * needed).order(ByteOrder.LITTLE_ENDIAN);
            block = larger.put(block.flip());
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
