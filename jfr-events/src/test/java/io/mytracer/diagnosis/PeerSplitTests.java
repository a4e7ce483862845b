package io.mytracer.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class PeerSplitTests {
    private static final long MILLI = 1_000_000;

    /** An event with the fields that the split looks at. */
    private record Packet(
            String type,
            String direction,
            String function,
            String flags,
            long startNanos,
            long durationNanos)
            implements SeenEvent {
        @Override
        public String text(String field) {
            boolean in = direction.equals("IN");
            return switch (field) {
                case "direction" -> direction;
                case "function" -> function;
                case "tcpFlags" -> flags;
                case "sourceAddress" -> in ? "192.0.2.9" : "192.0.2.7";
                case "destinationAddress" -> in ? "192.0.2.7" : "192.0.2.9";
                case "remoteAddress" -> "192.0.2.9";
                default -> null;
            };
        }

        @Override
        public long number(String field) {
            boolean in = direction.equals("IN");
            return switch (field) {
                case "packetId" -> 1;
                case "sourcePort" -> in ? 40_000 : 8080;
                case "destinationPort" -> in ? 8080 : 40_000;
                case "remotePort" -> 40_000;
                case "localPort" -> 8080;
                case "rtt" -> 3_000_000;
                default -> 0;
            };
        }

        @Override
        public boolean flag(String field) {
            return false;
        }

        @Override
        public String thread() {
            return null;
        }

        @Override
        public List<String> stack() {
            return List.of();
        }
    }

    @Test
    void timeGoesToWhoHasTheTurn() {
        PeerSplit split = new PeerSplit();
        split.see(path("IN", "PSH,ACK", 0));
        split.see(path("OUT", "ACK", 1));
        split.see(path("OUT", "PSH,ACK", 50));
        split.see(path("IN", "PSH,ACK", 60));
        split.see(path("OUT", "PSH,ACK", 110));
        split.conclude();

        assertThat(split.peers()).hasSize(1);
        assertThat(split.peers().getFirst().getKey()).isEqualTo("192.0.2.9 to :8080");
        PeerTimes times = split.peers().getFirst().getValue();
        assertThat(times.packets).isEqualTo(5);
        assertThat(times.answers.count()).isEqualTo(2);
        assertThat(times.answers.sum()).isEqualTo(100 * MILLI);
        assertThat(times.waits.sum()).isEqualTo(10 * MILLI);
        assertThat(times.most()).isEqualTo("application");
    }

    @Test
    void orderOfTheFileIsOfNoImportance() {
        PeerSplit split = new PeerSplit();
        split.see(path("OUT", "PSH,ACK", 50));
        split.see(path("IN", "PSH,ACK", 0));
        split.conclude();
        assertThat(split.peers().getFirst().getValue().answers.sum()).isEqualTo(50 * MILLI);
    }

    @Test
    void waitToBeReadIsNotTheKernels() {
        PeerSplit split = new PeerSplit();
        split.see(new Packet("mytracer.SkbHop", "IN", "netif_receive_skb", "ACK", 0, 5));
        split.see(new Packet("mytracer.SkbHop", "IN", "sk_data_ready", "ACK", 5, 7));
        PeerTimes times = split.peers().getFirst().getValue();
        assertThat(times.kernel).isEqualTo(5);
        assertThat(times.unread.sum()).isEqualTo(7);
    }

    @Test
    void roundTripsAreTheNetworks() {
        PeerSplit split = new PeerSplit();
        split.see(path("OUT", "PSH,ACK", 0));
        split.see(path("IN", "PSH,ACK", 5));
        split.see(new Packet("mytracer.SocketQueue", "IN", null, null, 0, 0));
        split.conclude();
        PeerTimes times = split.peers().getFirst().getValue();
        assertThat((double) times.network()).isBetween(2.9 * MILLI, 3.1 * MILLI);
        assertThat(times.network() + times.peer()).isEqualTo(5 * MILLI);
        assertThat(times.most()).isEqualTo("network");
    }

    private static Packet path(String direction, String flags, long millis) {
        return new Packet("mytracer.PacketPath", direction, null, flags, millis * MILLI, 1000);
    }
}
