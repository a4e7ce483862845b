package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.Faults;
import io.mytracer.jmc.pages.Page;
import io.mytracer.jmc.pages.PageFields;

import jdk.jfr.consumer.RecordedEvent;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages of the plug-in for JDK Mission Control, over a recording of a real kernel. */
@NeedsBpf(tools = {"ip", "tc", "nft"})
class JmcPagesTests {
    private static final Set<String> PACKETS =
            Set.of(
                    "SkbHop",
                    "NetfilterVerdict",
                    "KernelDrop",
                    "TcpReset",
                    "TcpRetransmit",
                    "PacketPath");

    /** Of each page, whose id has no version here, the types that it shows. */
    private static final Map<String, Set<String>> TYPES =
            Map.ofEntries(
                    Map.entry("packet-paths", Set.of("PacketPath")),
                    Map.entry("java-threads", PACKETS),
                    Map.entry("latency", Set.of("SkbHop")),
                    Map.entry("drops", Set.of("KernelDrop")),
                    Map.entry("verdicts", Set.of("NetfilterVerdict")),
                    Map.entry("tcp", Set.of("TcpReset", "TcpRetransmit")),
                    Map.entry("resets", Set.of("TcpReset")),
                    Map.entry("retransmits", Set.of("TcpRetransmit")),
                    Map.entry("socket-queues", Set.of("SocketQueue")),
                    Map.entry("socket-calls", Set.of("SocketState", "SocketIo")),
                    Map.entry("tracer", Set.of("TracerStatus", "TracerLoss")));

    /**
     * JMC's loader may lose and repeat single events of one type that begin or end in the same
     * nanosecond (DisjointBuilder of JMC 9.1), as hops do; below a hundred it must be all.
     */
    private static final Percentage LOADED = Percentage.withPercentage(1);

    private static final Map<String, Set<String>> LANES =
            Map.of(
                    "Socket calls",
                    Set.of(
                            "jdk.SocketRead",
                            "jdk.SocketWrite",
                            "mytracer.SocketIo",
                            "mytracer.SocketState"),
                    "Kernel path",
                    Set.of("mytracer.SkbHop"),
                    "Netfilter",
                    Set.of("mytracer.NetfilterVerdict"),
                    "Drops, resets, retransmits",
                    Set.of("mytracer.KernelDrop", "mytracer.TcpReset", "mytracer.TcpRetransmit"));

    @TempDir static Path directory;

    private static Recording recording;
    private static IItemCollection items;

    /** A slow cable, a port where nobody listens, and one whose packets a rule drops. */
    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("pages.jfr");
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .startedBy(cable.far().inside())
                                .start(VethPair.FAR, FreePort.next(), "platform");
                AgentProcess client =
                        JvmCommand.of(Faults.class)
                                .agent("start=sync,recording=" + file)
                                .startedBy(cable.near().inside())
                                .start()) {
            int dropped = FreePort.next();
            new Firewall(cable.near())
                    .nft(
                            "table inet t {",
                            "chain c {",
                            "type filter hook output priority 0;",
                            "tcp dport " + dropped + " drop",
                            "}",
                            "}");
            cable.near().run("tc qdisc add dev va root tbf rate 64kbit burst 2kb limit 1mb");
            client.await("ready");
            client.tell("transfer", VethPair.FAR, Integer.toString(server.port()), "20");
            client.tell("connect", VethPair.FAR, Integer.toString(FreePort.next()), "2");
            client.tell("connect", VethPair.FAR, Integer.toString(dropped), "1");
            client.endTraced();
        }
        recording = Recording.read(file);
        items = JfrLoaderToolkit.loadEvents(file.toFile());
    }

    static Stream<Page> filtered() throws Exception {
        return Page.all().stream().filter(Page::hasFilter);
    }

    @ParameterizedTest
    @MethodSource("filtered")
    void pageHasTheEventsOfItsTypes(Page page) {
        List<RecordedEvent> expected = expected(page);
        assumeTrue(
                !expected.isEmpty() || !page.shortId().equals("verdicts"),
                "this kernel does not let netfilter be traced");

        assertThat(count(page.filter())).isPositive().isCloseTo(expected.size(), LOADED);
    }

    /**
     * Of types that have no events JMC knows no fields; what is left of the page is still right.
     */
    @ParameterizedTest
    @MethodSource("filtered")
    void nothingOfThePageIsMissing(Page page) {
        Set<String> seen =
                expected(page).stream()
                        .map(event -> event.getEventType().getName())
                        .collect(Collectors.toSet());
        assumeTrue(
                seen.size() >= TYPES.getOrDefault(page.shortId(), Set.of()).size()
                        || page.shortId().equals("java-threads"),
                () -> "only " + seen + " occurred");

        assertThat(PageFields.missing(page, items)).isEmpty();
    }

    @Test
    void lanesHaveTheEventsOfTheirTypes() throws Exception {
        Map<String, Integer> counts =
                Page.all().stream()
                        .flatMap(page -> page.lanes().stream())
                        .collect(Collectors.toMap(lane -> lane.name(), l -> count(l.filter())));

        assertThat(counts).containsOnlyKeys(LANES.keySet());
        counts.forEach(
                (lane, count) ->
                        assertThat(count)
                                .as(lane)
                                .isCloseTo(
                                        (int)
                                                recording.events().stream()
                                                        .filter(e -> isOneOf(LANES.get(lane), e))
                                                        .count(),
                                        LOADED));
        assertThat(counts.get("Socket calls")).isPositive();
        assertThat(counts.get("Kernel path")).isPositive();
        assertThat(counts.get("Drops, resets, retransmits")).isPositive();
    }

    private static List<RecordedEvent> expected(Page page) {
        return recording.events().stream()
                .filter(event -> event.getEventType().getName().startsWith("mytracer."))
                .filter(
                        event ->
                                page.shortId().equals("kernel-network")
                                        || isOneOf(
                                                TYPES.get(page.shortId()).stream()
                                                        .map(type -> "mytracer." + type)
                                                        .collect(Collectors.toSet()),
                                                event))
                .filter(event -> !page.shortId().equals("latency") || !isCall(event))
                .toList();
    }

    private static boolean isOneOf(Set<String> types, RecordedEvent event) {
        return types.contains(event.getEventType().getName());
    }

    private static boolean isCall(RecordedEvent hop) {
        return List.of("sock_send_length", "sock_recv_length").contains(hop.getString("function"));
    }

    private static int count(IItemFilter filter) {
        return items.apply(filter)
                .getAggregate(Aggregators.count())
                .clampedIntFloorIn(UnitLookup.NUMBER_UNITY);
    }
}
