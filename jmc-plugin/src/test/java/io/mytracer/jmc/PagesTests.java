package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IAttribute;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.PersistableItemFilter;
import org.openjdk.jmc.common.unit.ContentType;
import org.openjdk.jmc.common.unit.LinearKindOfQuantity;
import org.openjdk.jmc.common.util.StateToolkit;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** pages.xml, as JMC reads it, against a recording. */
class PagesTests {
    private static IState pages;
    private static IItemCollection items;

    @BeforeAll
    static void load() throws Exception {
        try (InputStream xml = PagesTests.class.getResourceAsStream("/pages.xml")) {
            pages =
                    StateToolkit.fromXMLString(
                            new String(xml.readAllBytes(), StandardCharsets.UTF_8));
        }
        items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            Recordings.packets(1, 5);
                            Recordings.drop(6, "NO_SOCKET");
                            Recordings.drop(7, "NO_SOCKET");
                            Recordings.reset(8, true, "Nobody listens.");
                            Recordings.loss(1, 0);
                            echo();
                        });
    }

    @Test
    void filtersSelectTheirEvents() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (IState page : allPages()) {
            IState state = page.getChild("state");
            if (state.getChild("pageFilter") != null) {
                counts.put(state.getAttribute("name"), count(state.getChild("pageFilter")));
            }
        }

        // 10 hops, 5 paths, 2 drops, 1 reset, 1 status, 1 loss
        assertThat(counts)
                .containsExactly(
                        Map.entry("Kernel Network", 20L),
                        Map.entry("Packet Paths", 5L),
                        Map.entry("Drops", 2L),
                        Map.entry("Resets", 1L));
    }

    @Test
    void lanesSelectTheirEvents() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (IState page : allPages()) {
            for (IState lane : page.getChild("state").getChildren("threadLane")) {
                if (!"true".equals(lane.getAttribute("isRestLane"))) {
                    counts.put(lane.getAttribute("name"), count(lane.getChild("filter")));
                }
            }
        }

        assertThat(counts.remove("Socket I/O")).isGreaterThanOrEqualTo(2);
        assertThat(counts)
                .containsExactly(Map.entry("Kernel path", 10L), Map.entry("Drops and resets", 3L));
    }

    /** A histogram is left out, and a column empty, where JMC does not find the name. */
    @Test
    void columnsAndGroupsAreFieldsOfTheEvents() {
        for (IState page : allPages()) {
            IState state = page.getChild("state");
            if (state.getChild("histogram") == null) {
                continue;
            }
            Map<String, IAttribute<?>> common = commonAttributes(state.getChild("pageFilter"));
            assertThat(common.values())
                    .as(page.getAttribute("id"))
                    .extracting(IAttribute::getIdentifier)
                    .contains(state.getChild("histogram").getAttribute("groupBy"));
            assertThat(histogramColumns(common))
                    .as(page.getAttribute("id"))
                    .containsAll(columns(state.getChild("histogram").getChild("table")));
            if (state.getChild("listAndChart") != null) {
                assertThat(common.keySet())
                        .as(page.getAttribute("id"))
                        .containsAll(
                                columns(state.getChild("listAndChart").getChild("listSettings")));
            }
        }
    }

    @Test
    void everyRuleHasOnePage() {
        List<String> topics =
                allPages().stream()
                        .flatMap(page -> Stream.of(page.getChild("state").getChildren("topic")))
                        .map(topic -> topic.getAttribute("value"))
                        .toList();

        assertThat(topics).doesNotHaveDuplicates();
        assertThat(topics)
                .containsExactlyInAnyOrderElementsOf(
                        RuleRegistry.getRules().stream()
                                .filter(rule -> rule.getId().startsWith("mytracer."))
                                .map(IRule::getTopic)
                                .toList());
    }

    @Test
    void idsAreUniqueAndHaveAVersion() {
        assertThat(allPages())
                .extracting(page -> page.getAttribute("id"))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("io\\.mytracer\\.jmc\\.[a-z-]+\\.[0-9]+"));
    }

    private static List<IState> allPages() {
        List<IState> all = new ArrayList<>();
        collect(pages, all);
        assertThat(all).hasSize(5);
        return all;
    }

    private static void collect(IState parent, List<IState> into) {
        for (IState page : parent.getChildren("page")) {
            into.add(page);
            collect(page, into);
        }
    }

    private static long count(IState filter) {
        return select(filter).getAggregate(Aggregators.count()).longValue();
    }

    private static IItemCollection select(IState state) {
        IItemFilter filter = PersistableItemFilter.readFrom(state);
        assertThat(filter).isNotNull();
        return items.apply(filter);
    }

    /** By JMC's id of a column in a list: field:contentType. */
    @SuppressWarnings("deprecation") // JMC's own page has no other way either
    private static Map<String, IAttribute<?>> commonAttributes(IState filter) {
        Map<String, IAttribute<?>> common = null;
        for (IItemIterable events : select(filter)) {
            Map<String, IAttribute<?>> attributes = new HashMap<>();
            for (IAttribute<?> attribute : events.getType().getAttributes()) {
                attributes.put(
                        attribute.getIdentifier()
                                + ":"
                                + attribute.getContentType().getIdentifier(),
                        attribute);
            }
            if (common == null) {
                common = attributes;
            } else {
                common.keySet().retainAll(attributes.keySet());
            }
        }
        return common;
    }

    private static Set<String> histogramColumns(Map<String, IAttribute<?>> attributes) {
        Set<String> columns = new HashSet<>(Set.of("itemhistogram.key", "itemhistogram.count"));
        attributes.forEach(
                (id, attribute) -> {
                    ContentType<?> type = attribute.getContentType();
                    if (type instanceof LinearKindOfQuantity) {
                        columns.addAll(List.of("SUM" + id, "AVG" + id, "MAX" + id));
                    }
                });
        return columns;
    }

    private static List<String> columns(IState table) {
        List<String> columns =
                Stream.of(table.getChildren("column"))
                        .map(column -> column.getAttribute("id"))
                        .toList();
        assertThat(columns).contains(table.getAttribute("sortColumn"));
        return columns;
    }

    /** Makes a jdk.SocketWrite and a jdk.SocketRead. */
    private static void echo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
        }
    }
}
