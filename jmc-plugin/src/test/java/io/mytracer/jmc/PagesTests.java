package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.jmc.pages.Lane;
import io.mytracer.jmc.pages.Page;
import io.mytracer.jmc.pages.PageFields;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.TypeHandling;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** pages.xml, as JMC reads it, against a recording. */
class PagesTests {
    private static final Thread VIRTUAL = Thread.ofVirtual().name("virtual-1").unstarted(() -> {});
    private static final Thread OTHER = Thread.ofVirtual().name("virtual-2").unstarted(() -> {});

    private static List<Page> pages;
    private static IItemCollection items;

    @BeforeAll
    static void load() throws Exception {
        pages = Page.all();
        items = PageRecording.make(Thread.currentThread(), VIRTUAL, OTHER);
    }

    @Test
    void filtersSelectTheirEvents() {
        Map<String, Integer> counts = new HashMap<>();
        pages.stream()
                .filter(Page::hasFilter)
                .forEach(page -> counts.put(page.shortId(), count(page.filter())));

        int hops = PageRecording.HOPS + PageRecording.CALLS;
        int trouble = PageRecording.RESETS + PageRecording.RETRANSMITS;
        int packets =
                hops + PageRecording.PATHS + PageRecording.DROPS + PageRecording.VERDICTS + trouble;
        int sockets = PageRecording.STATES + PageRecording.IOS;
        int tracer = PageRecording.STATUSES + PageRecording.LOSSES;
        assertThat(counts)
                .containsOnly(
                        Map.entry(
                                "kernel-network",
                                packets + PageRecording.QUEUES + sockets + tracer),
                        Map.entry("packet-paths", PageRecording.PATHS),
                        Map.entry("java-threads", packets),
                        Map.entry("latency", PageRecording.HOPS),
                        Map.entry("drops", PageRecording.DROPS),
                        Map.entry("verdicts", PageRecording.VERDICTS),
                        Map.entry("tcp", trouble),
                        Map.entry("resets", PageRecording.RESETS),
                        Map.entry("retransmits", PageRecording.RETRANSMITS),
                        Map.entry("socket-queues", PageRecording.QUEUES),
                        Map.entry("socket-calls", sockets),
                        Map.entry("tracer", tracer));
    }

    @Test
    void lanesSelectTheirEvents() {
        Map<String, Integer> counts = new HashMap<>();
        pages.stream()
                .flatMap(page -> page.lanes().stream())
                .forEach(lane -> counts.put(lane.name(), count(lane.filter())));

        assertThat(counts.remove("Socket calls"))
                .isGreaterThanOrEqualTo(2 + PageRecording.STATES + PageRecording.IOS);
        assertThat(counts)
                .containsOnly(
                        Map.entry("Kernel path", PageRecording.HOPS + PageRecording.CALLS),
                        Map.entry("Netfilter", PageRecording.VERDICTS),
                        Map.entry(
                                "Drops, resets, retransmits",
                                PageRecording.DROPS
                                        + PageRecording.RESETS
                                        + PageRecording.RETRANSMITS));
    }

    /** Others are gone when the user has opened JMC's dialog of lanes. */
    @Test
    void lanesAreSetsOfTypes() {
        assertThat(pages.stream().flatMap(page -> page.lanes().stream()))
                .isNotEmpty()
                .extracting(Lane::filter)
                .allMatch(ItemFilters.Types.class::isInstance);
    }

    /** A histogram is left out, and a column or a chart, where JMC does not find the name. */
    @Test
    void columnsGroupsAndChartsAreOfTheEvents() {
        for (Page page : pages) {
            if (page.hasFilter()) {
                assertThat(PageFields.missing(page, items)).as(page.id()).isEmpty();
            }
        }
    }

    /** By their lanes alone JMC does not, see the page's description. */
    @Test
    void virtualThreadsAreToldApart() {
        Page page =
                pages.stream()
                        .filter(each -> each.shortId().equals("java-threads"))
                        .findFirst()
                        .orElseThrow();

        Set<IMCThread> ofJmc = new TreeSet<>((a, b) -> a.equals(b) ? 0 : 1);
        Set<String> names = new TreeSet<>();
        for (IItemIterable events : items.apply(page.filter())) {
            IMemberAccessor<IMCThread, IItem> thread =
                    JfrAttributes.EVENT_THREAD.getAccessor(events.getType());
            for (IItem event : events) {
                ofJmc.add(thread.getMember(event));
                names.add(TypeHandling.getValueString(thread.getMember(event)));
            }
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        Thread.currentThread().getName(), "virtual-1", "virtual-2");
        assertThat(ofJmc).hasSize(2);
    }

    @Test
    void everyTopicHasOnePage() {
        List<String> topics = pages.stream().flatMap(page -> page.topics().stream()).toList();

        assertThat(topics)
                .containsExactlyInAnyOrder(
                        "mytracer_connections",
                        "mytracer_drops",
                        "mytracer_firewall",
                        "mytracer_paths",
                        "mytracer_queues",
                        "mytracer_reading",
                        "mytracer_resets",
                        "mytracer_retransmits",
                        "mytracer_tracer");
        assertThat(topics)
                .containsAll(
                        RuleRegistry.getRules().stream()
                                .filter(rule -> rule.getId().startsWith("mytracer."))
                                .map(IRule::getTopic)
                                .toList());
    }

    /** JMC does not break lines: with a long one the page is wider than the window. */
    @Test
    void descriptionsAreShort() {
        assertThat(pages.stream().filter(Page::hasFilter))
                .allSatisfy(page -> assertThat(page.description()).hasSizeBetween(30, 130));
    }

    /** JMC takes over what is below a page with it, and never again. */
    @Test
    void idsAreUniqueAndOfOneVersion() {
        List<String> versions = new ArrayList<>();
        for (Page page : pages) {
            assertThat(page.id()).matches("io\\.mytracer\\.jmc\\.[a-z-]+\\.[0-9]+");
            versions.add(page.id().substring(page.id().lastIndexOf('.')));
        }
        assertThat(pages).hasSize(14).extracting(Page::id).doesNotHaveDuplicates();
        assertThat(versions).containsOnly(versions.getFirst());
    }

    private static int count(IItemFilter filter) {
        return items.apply(filter)
                .getAggregate(Aggregators.count())
                .clampedIntFloorIn(UnitLookup.NUMBER_UNITY);
    }
}
