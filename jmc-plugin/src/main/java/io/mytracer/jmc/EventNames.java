package io.mytracer.jmc;

/** Names of the events that rules ask for. */
final class EventNames {
    static final String ALL = "mytracer\\..*";
    static final String HOP = "mytracer.SkbHop";
    static final String PATH = "mytracer.PacketPath";
    static final String VERDICT = "mytracer.NetfilterVerdict";
    static final String DROP = "mytracer.KernelDrop";
    static final String RESET = "mytracer.TcpReset";
    static final String RETRANSMIT = "mytracer.TcpRetransmit";
    static final String QUEUE = "mytracer.SocketQueue";
    static final String STATE = "mytracer.SocketState";
    static final String STATUS = "mytracer.TracerStatus";
    static final String LOSS = "mytracer.TracerLoss";

    private EventNames() {}
}
