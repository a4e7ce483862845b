package io.mytracer.diagnosis;

import static io.mytracer.diagnosis.Cause.Scope.CONNECTION;

/** What slows open TCP connections down. */
final class StreamCauses {
    static final Cause RETRANSMIT_TIMEOUT =
            Cause.warning(
                    Area.RETRANSMITS,
                    "retransmit-timeout",
                    2,
                    CONNECTION,
                    "TCP waited for lost packets of {where}",
                    "Nothing came back until the retransmission timer ran out, which takes 200 ms"
                            + " and doubles each time: these are the slowest requests.",
                    "Look for loss on the way (ip -s link, ethtool -S, mtr) and for an MTU too"
                            + " large, if only large packets are lost. On lossy ways"
                            + " net.ipv4.tcp_congestion_control=bbr suffers less.");
    static final Cause RETRANSMIT_SHARE =
            Cause.warning(
                    Area.RETRANSMITS,
                    "retransmit-share",
                    20,
                    CONNECTION,
                    "Much of what was sent to {where} was lost and sent again",
                    "Each loss costs at least a round trip, and makes TCP send less for a while.",
                    "Look for loss on the way: ip -s link, ethtool -S, mtr. On lossy ways"
                            + " net.ipv4.tcp_congestion_control=bbr suffers less.");
    static final Cause FAST_RETRANSMIT =
            Cause.info(
                    Area.RETRANSMITS,
                    "fast-retransmit",
                    20,
                    "Packets of {where} were lost and sent again at once",
                    "TCP learned of the loss from later acknowledgements; each costs a round trip.",
                    "Look for loss on the way: ip -s link, ethtool -S, mtr.");
    static final Cause PROBE =
            Cause.info(
                    Area.RETRANSMITS,
                    "loss-probe",
                    50,
                    "The last packets of messages to {where} were sent again",
                    "No acknowledgement came within two round trips, so TCP sent the last packet"
                            + " again to find out (tail loss probe).",
                    "Look for loss or delays on the way; a stalled peer has the same effect.");
    static final Cause SPURIOUS =
            Cause.info(
                    Area.RETRANSMITS,
                    "spurious-retransmit",
                    20,
                    "Peers sent data to {where} that had arrived already",
                    "The peer took packets for lost that were only late, or its acknowledgements"
                            + " were lost.",
                    "Look for delays and reordering on the way, and for loss on the way back.");
    static final Cause NAGLE =
            Cause.warning(
                    Area.QUEUES,
                    "nagle-delayed-ack",
                    5,
                    CONNECTION,
                    "Writes to {where} waited for delayed acknowledgements, for up to {longest}",
                    "Java wrote a message in two parts. Nagle's algorithm holds the second back"
                        + " until the first is acknowledged, and the peer delays that by 40 ms as"
                        + " it hopes to send data along.",
                    "Write each message with one call (BufferedOutputStream, gathering write), and"
                            + " call Socket.setTcpNoDelay(true).");

    private StreamCauses() {}
}
