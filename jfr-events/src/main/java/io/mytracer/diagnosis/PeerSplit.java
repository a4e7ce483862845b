package io.mytracer.diagnosis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Network or application: for each peer where the time went. What the kernel shows of requests and
 * answers are packets with data that go one way, and then the other.
 *
 * <p>A peer is an address; with a port where that is the server. Bounded to 200 peers and 8192
 * connections; the others are left out, which {@link #leftOut} tells.
 */
public final class PeerSplit {
    private static final int PEERS = 200;
    private static final int CONNECTIONS = 8192;

    /** A header of TCP without data is shorter; what is longer carries some. */
    private static final long LONGEST_HEADERS = 120;

    private record Packet(String from, String to, boolean out, long start) {}

    /** The last data on a connection. */
    private static final class Turn {
        String sender;
        long time;
    }

    private final ServicePorts ports = new ServicePorts();
    private final Map<String, PeerTimes> peers = new HashMap<>();
    private final TimeOrder<Packet> packets = new TimeOrder<>(Packet::start, this::turn);
    private final Map<String, Turn> turns = new RecentlyUsed<>(CONNECTIONS);
    private long leftOut;

    /** Has seen nothing. */
    public PeerSplit() {}

    /** Looks at an event of any type. */
    public void see(SeenEvent event) {
        ports.see(event);
        switch (event.type()) {
            case "mytracer.SkbHop" -> {
                if (event.number("packetId") != 0) {
                    hop(event);
                }
            }
            case "mytracer.PacketPath" -> path(event);
            case "mytracer.SocketQueue" -> {
                if (event.number("rtt") > 0 && event.text("remoteAddress") != null) {
                    PeerTimes times =
                            times(
                                    event.text("remoteAddress"),
                                    event.number("remotePort"),
                                    event.number("localPort"));
                    times.roundTrips.add(event.number("rtt"));
                }
            }
            default -> {}
        }
    }

    private void hop(SeenEvent event) {
        PeerTimes times = times(event);
        if ("sk_data_ready".equals(event.text("function"))) {
            times.unread.add(event.durationNanos());
        } else {
            times.kernel += event.durationNanos();
        }
    }

    private void path(SeenEvent event) {
        times(event).packets++;
        if (hasData(event)) {
            packets.add(
                    new Packet(
                            event.text("sourceAddress") + " " + event.number("sourcePort"),
                            event.text("destinationAddress")
                                    + " "
                                    + event.number("destinationPort"),
                            !"IN".equals(event.text("direction")),
                            event.startNanos()));
        }
    }

    private static boolean hasData(SeenEvent event) {
        String flags = event.text("tcpFlags");
        return flags == null
                || flags.contains("PSH")
                || flags.equals("ACK") && event.number("length") > LONGEST_HEADERS;
    }

    private void turn(Packet packet) {
        boolean ordered = packet.from().compareTo(packet.to()) < 0;
        String key =
                ordered ? packet.from() + " " + packet.to() : packet.to() + " " + packet.from();
        Turn turn = turns.computeIfAbsent(key, none -> new Turn());
        if (turn.sender != null && !turn.sender.equals(packet.from())) {
            long time = packet.start() - turn.time;
            String[] near = (packet.out() ? packet.from() : packet.to()).split(" ");
            String[] far = (packet.out() ? packet.to() : packet.from()).split(" ");
            PeerTimes times = times(far[0], Long.parseLong(far[1]), Long.parseLong(near[1]));
            (packet.out() ? times.answers : times.waits).add(time);
        }
        turn.sender = packet.from();
        turn.time = packet.start();
    }

    private PeerTimes times(SeenEvent event) {
        boolean in = "IN".equals(event.text("direction"));
        return times(
                event.text(in ? "sourceAddress" : "destinationAddress"),
                event.number(in ? "sourcePort" : "destinationPort"),
                event.number(in ? "destinationPort" : "sourcePort"));
    }

    private PeerTimes times(String address, long port, long ownPort) {
        String host = address != null && address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        String peer =
                ports.isRemote((int) ownPort, (int) port)
                        ? host + ":" + port
                        : host + " to :" + ownPort;
        PeerTimes times = peers.get(peer);
        if (times == null) {
            times = new PeerTimes();
            if (peers.size() < PEERS) {
                peers.put(peer, times);
            } else {
                leftOut++;
            }
        }
        return times;
    }

    /** To be called when all events have been seen. */
    public void conclude() {
        packets.finish();
    }

    /** Returns the peers, those with most packets first. */
    public List<Map.Entry<String, PeerTimes>> peers() {
        return peers.entrySet().stream()
                .sorted(
                        Comparator.comparingLong(
                                (Map.Entry<String, PeerTimes> entry) -> -entry.getValue().packets))
                .toList();
    }

    /** Returns how many events were of further peers. */
    public long leftOut() {
        return leftOut;
    }
}
