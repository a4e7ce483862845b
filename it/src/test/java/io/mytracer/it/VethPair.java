package io.mytracer.it;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Two network namespaces, each with one end of a veth pair, like two hosts on a cable. */
public final class VethPair implements AutoCloseable {
    public static final String NEAR = "10.99.0.1";
    public static final String FAR = "10.99.0.2";
    public static final String NEAR_6 = "fd99::1";
    public static final String FAR_6 = "fd99::2";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Namespace near;
    private final Namespace far;

    /** Makes both; they are gone when it is closed. */
    public VethPair() throws IOException, InterruptedException {
        // The kernel takes namespaces apart when nobody waits for it any more.
        String name = "mt" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        near = Namespace.create(name + "a");
        far = Namespace.create(name + "b");
        near.run(
                "ip link add va type veth peer name vb netns " + far.name(),
                "ip addr add " + NEAR + "/24 dev va",
                "ip addr add " + NEAR_6 + "/64 dev va nodad",
                "ip link set va up");
        far.run(
                "ip addr add " + FAR + "/24 dev vb",
                "ip addr add " + FAR_6 + "/64 dev vb nodad",
                "ip link set vb up");
    }

    /** Returns the namespace of {@link #NEAR}, whose device is va. */
    public Namespace near() {
        return near;
    }

    /** Returns the namespace of {@link #FAR}, whose device is vb. */
    public Namespace far() {
        return far;
    }

    @Override
    public void close() throws IOException {
        try {
            near.delete();
            far.delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
