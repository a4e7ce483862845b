package io.mytracer.it;

import java.io.IOException;

/** Two network namespaces, each with one end of a veth pair, like two hosts on a cable. */
final class VethPair implements AutoCloseable {
    static final String NEAR = "10.99.0.1";
    static final String FAR = "10.99.0.2";

    private static final Tool IP = new Tool("/usr/sbin/ip");

    private final String name = "mt" + ProcessHandle.current().pid();

    VethPair() throws IOException, InterruptedException {
        for (String side : new String[] {near(), far()}) {
            IP.run("netns", "add", side);
            IP.run("-n", side, "link", "set", "lo", "up");
        }
        IP.run(
                ("link add va netns " + near() + " type veth peer name vb netns " + far())
                        .split(" "));
        up(near(), "va", NEAR);
        up(far(), "vb", FAR);
    }

    /** Returns the namespace of {@link #NEAR}, whose device is va. */
    String near() {
        return name + "a";
    }

    /** Returns the namespace of {@link #FAR}, whose device is vb. */
    String far() {
        return name + "b";
    }

    /** Returns the words before a command that is to run in a namespace. */
    static String[] inside(String namespace) {
        return new String[] {IP.path(), "netns", "exec", namespace};
    }

    /** Runs a command in a namespace. */
    static void run(String namespace, String command) throws IOException, InterruptedException {
        IP.run(("netns exec " + namespace + " " + command).split(" "));
    }

    private static void up(String side, String device, String address)
            throws IOException, InterruptedException {
        IP.run("-n", side, "addr", "add", address + "/24", "dev", device);
        IP.run("-n", side, "link", "set", device, "up");
    }

    @Override
    public void close() throws IOException {
        try {
            IP.run("netns", "del", near());
            IP.run("netns", "del", far());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
