package io.mytracer.jmc.waterfall;

import jdk.jfr.Event;
import jdk.jfr.Name;

/** The agent's SocketIo, which only classes of the boot loader can commit, by its fields. */
@Name("mytracer.SocketIo")
final class Call extends Event {
    String operation;
    long flow;
    long bytes;
    long firstSeq = -1;
    long lastSeq = -1;

    Call(String operation, long flow, long firstSeq, long lastSeq) {
        this.operation = operation;
        this.flow = flow;
        this.firstSeq = firstSeq;
        this.lastSeq = lastSeq;
        bytes = lastSeq - firstSeq + 1;
    }
}
