package io.mytracer.jmc.pages;

import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.PersistableItemFilter;
import org.openjdk.jmc.common.util.StateToolkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of pages.xml.
 *
 * @param id with its version
 * @param state what JMC's factory is given
 */
public record Page(String id, IState state) {
    private static final String JOINT = "GROUPED_ATTRIBUTE_DELIMITER_PERSISTENCE";

    /** Returns all pages of the pages.xml on the class path, each before those below it. */
    public static List<Page> all() throws Exception {
        List<Page> all = new ArrayList<>();
        collect(StateToolkit.fromXMLString(xml()), all);
        return all;
    }

    private static String xml() throws IOException {
        try (InputStream xml = Page.class.getResourceAsStream("/pages.xml")) {
            return new String(xml.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void collect(IState parent, List<Page> into) {
        for (IState page : parent.getChildren("page")) {
            into.add(new Page(page.getAttribute("id"), page.getChild("state")));
            collect(page, into);
        }
    }

    /** Returns the id without what all have in common: {@code packet-paths}. */
    public String shortId() {
        return id.replaceAll("^io\\.mytracer\\.jmc\\.|\\.[0-9]+$", "");
    }

    /** Whether its events are chosen by a filter; a page of lanes has all events with threads. */
    public boolean hasFilter() {
        return state.getChild("pageFilter") != null;
    }

    public IItemFilter filter() {
        return PersistableItemFilter.readFrom(state.getChild("pageFilter"));
    }

    public List<Lane> lanes() {
        return Stream.of(state.getChildren("threadLane"))
                .filter(lane -> !"true".equals(lane.getAttribute("isRestLane")))
                .map(
                        lane ->
                                new Lane(
                                        lane.getAttribute("name"),
                                        PersistableItemFilter.readFrom(lane.getChild("filter"))))
                .toList();
    }

    public String description() {
        return state.getAttribute("description");
    }

    public List<String> topics() {
        return Stream.of(state.getChildren("topic")).map(t -> t.getAttribute("value")).toList();
    }

    /** Returns the histograms from the upper to the lower. */
    public List<IState> histograms() {
        return Stream.iterate(
                        state.getChild("histogram"),
                        histogram -> histogram != null,
                        histogram -> histogram.getChild("child"))
                .toList();
    }

    /** Returns the fields that a histogram groups by. */
    static List<String> groupBy(IState histogram) {
        return List.of(histogram.getAttribute("groupBy").split(JOINT, -1));
    }

    IState list() {
        IState listAndChart = state.getChild("listAndChart");
        return listAndChart == null ? null : listAndChart.getChild("listSettings");
    }

    /** Returns a setting of the chart that is a list, empty where there is none. */
    List<String> chart(String setting) {
        IState listAndChart = state.getChild("listAndChart");
        String value =
                listAndChart == null
                        ? null
                        : listAndChart.getChild("chartSettings").getAttribute(setting);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }
}
