package io.mytracer.it;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packet filters of a network namespace: sets their rules, and tells what the kernel has
 * counted for them. A rule is found again by its comment, one word.
 *
 * @param namespace that it filters
 */
public record Firewall(Namespace namespace) {
    private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+)");
    private static final Pattern HANDLE = Pattern.compile("# handle (\\d+)");
    private static final Pattern SAVED_COUNTER = Pattern.compile("\\[(\\d+):\\d+]");

    /** The programs that set the rules of {@code iptables}, and where they put them. */
    public enum Tables {
        LEGACY("iptables-legacy"),
        LEGACY_6("ip6tables-legacy"),
        NFT("iptables-nft"),
        NFT_6("ip6tables-nft");

        private final String command;

        Tables(String command) {
            this.command = command;
        }

        public String command() {
            return command;
        }
    }

    /** Adds what a file for {@code nft -f} would, as one transaction. */
    public void nft(String... lines) throws IOException, InterruptedException {
        namespace.feed(String.join("\n", lines) + "\n", "nft", "-f", "-");
    }

    /**
     * Changes rules as iptables does.
     *
     * @param tables that are meant
     * @param arguments of iptables, one string for each call, such as {@code -t filter -A OUTPUT -p
     *     tcp -m comment --comment no-tcp -j DROP}
     */
    public void iptables(Tables tables, String... arguments)
            throws IOException, InterruptedException {
        String[] lines = new String[arguments.length];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = tables.command() + " -w " + arguments[i];
        }
        namespace.run(lines);
    }

    /** Returns how many packets a rule of nft with a counter has met. */
    public long packets(String comment) throws IOException, InterruptedException {
        return number(COUNTER, nftRule(comment));
    }

    /** Returns the handle of a rule of nft, by which its table knows it. */
    public long handle(String comment) throws IOException, InterruptedException {
        return number(HANDLE, nftRule(comment));
    }

    /** Returns how many packets a rule of iptables has met. */
    public long packets(Tables tables, String comment) throws IOException, InterruptedException {
        String rule = only(saved(tables), line -> hasComment(line, comment), comment);
        return number(SAVED_COUNTER, rule);
    }

    /**
     * Returns how many packets have reached the policy of a chain of iptables.
     *
     * @param tables that are meant
     * @param table such as filter
     * @param chain built in, such as OUTPUT
     */
    public long policyPackets(Tables tables, String table, String chain)
            throws IOException, InterruptedException {
        List<String> lines = saved(tables);
        List<String> ofTable = lines.subList(lines.indexOf("*" + table), lines.size());
        String policy =
                only(
                        ofTable.subList(0, ofTable.indexOf("COMMIT")),
                        line -> line.startsWith(":" + chain + " "),
                        chain);
        return number(SAVED_COUNTER, policy);
    }

    private String nftRule(String comment) throws IOException, InterruptedException {
        List<String> lines = namespace.run("nft --handle list ruleset").lines().toList();
        return only(lines, line -> line.contains("comment \"" + comment + "\""), comment);
    }

    private List<String> saved(Tables tables) throws IOException, InterruptedException {
        return namespace.run(tables.command() + "-save -c").lines().toList();
    }

    private static boolean hasComment(String line, String comment) {
        return (line + " ").contains("--comment " + comment + " ");
    }

    private static String only(List<String> lines, Predicate<String> wanted, String what) {
        List<String> found = lines.stream().filter(wanted).toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    "%d lines with %s in%n%s"
                            .formatted(found.size(), what, String.join("\n", lines)));
        }
        return found.getFirst();
    }

    private static long number(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        if (!found.find()) {
            throw new AssertionError("nothing like " + pattern + " in: " + line);
        }
        return Long.parseLong(found.group(1));
    }
}
