package io.mytracer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of a test, as {@code ip netns} makes it.
 *
 * @param name which {@code ip netns} knows it by
 */
public record Namespace(String name) {
    static final Tool IP = new Tool("/usr/sbin/ip");

    static Namespace create(String name) throws IOException, InterruptedException {
        IP.run("netns", "add", name);
        Namespace namespace = new Namespace(name);
        namespace.run("ip link set lo up");
        return namespace;
    }

    void delete() throws IOException, InterruptedException {
        IP.run("netns", "del", name);
    }

    /**
     * Runs lines of a shell script in it, up to the first that fails.
     *
     * @param lines such as {@code tc qdisc add dev va root netem delay 300ms}
     * @return what they printed
     * @throws AssertionError if one fails: the last that is quoted, with its error message
     */
    public String run(String... lines) throws IOException, InterruptedException {
        return IP.feed(
                String.join("\n", lines) + "\n", List.of("netns", "exec", name, "sh", "-ex"));
    }

    /** Runs a command that reads from its standard input, such as {@code nft -f -}. */
    public String feed(String input, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("netns", "exec", name));
        words.addAll(List.of(command));
        return IP.feed(input, words);
    }

    /** Returns the words before a command that is to run in it. */
    public String[] inside() {
        return new String[] {IP.path(), "netns", "exec", name};
    }

    /** Returns its inode number, the one in events. */
    public long inode() throws IOException {
        return (Long) Files.getAttribute(Path.of("/run/netns", name), "unix:ino");
    }
}
