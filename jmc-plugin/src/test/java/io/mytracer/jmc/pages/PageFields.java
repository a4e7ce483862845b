package io.mytracer.jmc.pages;

import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.Aggregators;
import org.openjdk.jmc.common.item.IAttribute;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.KindOfQuantity;
import org.openjdk.jmc.common.unit.LinearKindOfQuantity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields that the events of a page have, by JMC's id of a column: {@code field:contentType}.
 *
 * <p>It follows AttributeComponentConfiguration, ItemHandlerPage, HistogramSequence and ItemChart
 * of JMC 9.1.2.
 */
public final class PageFields {
    private final Map<String, IAttribute<?>> all = new HashMap<>();
    private Map<String, IAttribute<?>> common;

    @SuppressWarnings("deprecation") // JMC's own page has no other way either
    private PageFields(IItemCollection events) {
        for (IItemIterable ofOneType : events) {
            Map<String, IAttribute<?>> fields = new HashMap<>();
            for (IAttribute<?> field : ofOneType.getType().getAttributes()) {
                fields.put(
                        field.getIdentifier() + ":" + field.getContentType().getIdentifier(),
                        field);
            }
            all.putAll(fields);
            if (common == null) {
                common = new HashMap<>(fields);
            } else {
                common.keySet().retainAll(fields.keySet());
            }
        }
    }

    /**
     * Tells what JMC would leave out of a page without a word.
     *
     * @param page with a filter
     * @param recording that has events of all types that the page is about
     * @return one sentence each, none if all is well
     */
    public static List<String> missing(Page page, IItemCollection recording) {
        IItemCollection events = recording.apply(page.filter());
        List<String> missing = new ArrayList<>();
        if (!events.hasItems()) {
            missing.add("no events");
            return missing;
        }
        new PageFields(events).check(page, missing);
        return missing;
    }

    private void check(Page page, List<String> missing) {
        Set<String> groups = new HashSet<>();
        common.values().forEach(field -> groups.add(field.getIdentifier()));
        Set<String> columns = new HashSet<>(groups);
        columns.addAll(List.of("itemhistogram.key", "itemhistogram.count"));
        all.forEach((id, field) -> columns.addAll(aggregates(id, field)));
        String above = null;
        for (IState histogram : page.histograms()) {
            Page.groupBy(histogram).stream()
                    .filter(field -> !groups.contains(field))
                    .forEach(field -> missing.add("no common field to group by: " + field));
            if (above != null && !above.equals(histogram.getAttribute("parentGroupBy"))) {
                missing.add("below another grouping: " + histogram.getAttribute("groupBy"));
            }
            above = histogram.getAttribute("groupBy");
            checkTable(histogram.getChild("table"), columns, missing);
        }
        if (page.list() != null) {
            checkTable(page.list(), all.keySet(), missing);
        }
        page.chart("barChartAttributes").stream()
                .filter(bar -> !isChart(bar))
                .forEach(bar -> missing.add("no such chart: " + bar));
        page.chart("colorBy").stream()
                .filter(field -> !all.containsKey(field))
                .forEach(field -> missing.add("no such colour: " + field));
    }

    private static void checkTable(IState table, Set<String> known, List<String> missing) {
        List<String> columns =
                Stream.of(table.getChildren("column")).map(c -> c.getAttribute("id")).toList();
        columns.stream()
                .filter(column -> !known.contains(column))
                .forEach(column -> missing.add("no such column: " + column));
        if (!columns.contains(table.getAttribute("sortColumn"))) {
            missing.add("sorted by what is no column: " + table.getAttribute("sortColumn"));
        }
    }

    private static List<String> aggregates(String id, IAttribute<?> field) {
        if (field.getContentType() instanceof LinearKindOfQuantity) {
            return List.of("SUM" + id, "AVG" + id, "MIN" + id, "MAX" + id, "STDDEVP" + id);
        }
        return field.getContentType() instanceof KindOfQuantity
                ? List.of("AVG" + id, "MIN" + id, "MAX" + id)
                : List.of();
    }

    @SuppressWarnings("unchecked") // quantities are of linear kinds
    private boolean isChart(String bar) {
        String[] fieldAndAggregate = bar.split(";", 2);
        IAttribute<?> field = all.get(fieldAndAggregate[0]);
        return field != null
                && field.getContentType() instanceof LinearKindOfQuantity
                && Aggregators.getQuantityAggregator(
                                fieldAndAggregate[1], (IAttribute<IQuantity>) field)
                        != null;
    }
}
