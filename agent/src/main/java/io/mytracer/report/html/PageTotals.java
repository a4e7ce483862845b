package io.mytracer.report.html;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.Stage;
import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.LogHistogram;
import io.mytracer.report.StageTimes;
import io.mytracer.report.Way;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of the page's data that is over all events. Times are relative to the base, in ns. */
final class PageTotals {
    private final Totals totals;
    private final Json json;

    PageTotals(Totals totals, Json json) {
        this.totals = totals;
        this.json = json;
    }

    void write(List<String> files, List<String> notes, List<Finding> findings) throws IOException {
        json.name("files").values(files.stream().map(EventFields::line).toList());
        json.name("notes").values(notes);
        json.name("baseMillis").value(totals.base() / 1_000_000);
        json.name("first").value(totals.first() - totals.base());
        json.name("last").value(totals.last() - totals.base());
        json.name("counts").begin('{');
        for (Map.Entry<String, Long> count : totals.counts.entrySet()) {
            json.name(EventFields.line(count.getKey())).value(count.getValue());
        }
        json.end('}');
        json.name("health");
        totals.health.write(json);
        json.name("findings").begin('[');
        for (Finding finding : findings) {
            finding(finding);
        }
        json.end(']');
        stageWords();
        times("stages", totals.stages.stages());
        times("places", totals.stages.places());
        watched();
        timeline();
        tally("drops", totals.drops);
        tally("verdicts", totals.verdicts);
        tally("resets", totals.resets);
        tally("retransmits", totals.retransmits);
        tally("outcomes", totals.outcomes);
        tally("calls", totals.calls);
    }

    private void finding(Finding finding) throws IOException {
        json.begin('{').name("rule").value(EventFields.line(finding.rule()));
        json.name("severity").value(finding.severity().name());
        json.name("title").value(EventFields.line(finding.title()));
        json.name("explanation").value(EventFields.line(finding.explanation()));
        json.name("evidence").values(finding.evidence().stream().map(EventFields::line).toList());
        json.name("remedy").value(EventFields.line(finding.remedy()));
        json.name("count").value(finding.count());
        json.name("first");
        time(finding.first());
        json.name("last");
        time(finding.last());
        json.name("packet").id(finding.packetId()).end('}');
    }

    private void time(Instant instant) throws IOException {
        if (instant == null) {
            json.value((String) null);
        } else {
            json.value(EventFields.nanos(instant) - totals.base());
        }
    }

    private void stageWords() throws IOException {
        json.name("stageWords").begin('{');
        for (Stage stage : Stage.values()) {
            json.name(stage.name()).value(stage.words());
        }
        json.end('}').name("explanations").begin('{');
        for (Hop hop : Hop.values()) {
            json.name(hop.function()).value(hop.explanation());
        }
        json.end('}');
    }

    private void times(String name, Map<StageTimes.Place, StageTimes.Passes> places)
            throws IOException {
        json.name(name).begin('[');
        for (Map.Entry<StageTimes.Place, StageTimes.Passes> entry : places.entrySet()) {
            StageTimes.Place place = entry.getKey();
            LogHistogram times = entry.getValue().times();
            json.begin('{').name("way").value(place.way().name());
            json.name("stage").value(place.stage());
            if (place.function() != null) {
                json.name("function").value(place.function());
            }
            json.name("count").value(entry.getValue().count());
            json.name("timed").value(times.count()).name("sum").value(times.sum());
            json.name("p50").value(times.percentile(0.5));
            json.name("p90").value(times.percentile(0.9));
            json.name("p99").value(times.percentile(0.99));
            json.name("max").value(times.max()).end('}');
        }
        json.end(']');
    }

    /** Which stages could be seen at all, as way and stage; null where nothing is known of that. */
    private void watched() throws IOException {
        Set<String> functions = totals.health.watched();
        json.name("watched");
        if (functions.isEmpty()) {
            json.value((String) null);
            return;
        }
        json.begin('[');
        for (Hop hop : Hop.values()) {
            if (functions.contains(hop.function())) {
                String stage = hop.stage().name();
                json.value(Way.of(hop.function(), stage, null) + " " + stage);
            }
        }
        json.end(']');
    }

    private void timeline() throws IOException {
        long width = totals.timeline.width();
        json.name("timeline").begin('{').name("width").value(width).name("bins").begin('[');
        for (Map.Entry<Long, Timeline.Bin> entry : totals.timeline.bins().entrySet()) {
            Timeline.Bin bin = entry.getValue();
            json.begin('[').value(entry.getKey() * width - totals.base());
            json.value(bin.packets).value(bin.hops).value(bin.retransmits).value(bin.drops);
            json.value(bin.resets).value(bin.refused).value(bin.lost);
            json.value(bin.slowest).value(bin.slowestStage).value(bin.waited).end(']');
        }
        json.end(']').end('}');
    }

    private void tally(String name, Tally tally) throws IOException {
        json.name(name).begin('{').name("leftOut").value(tally.leftOut()).name("rows").begin('[');
        for (Map.Entry<List<String>, Tally.Count> entry : tally.entries()) {
            Tally.Count count = entry.getValue();
            json.begin('[').values(entry.getKey()).value(count.count).value(count.nanos);
            json.value(count.longest).value(count.first - totals.base());
            json.value(count.last - totals.base()).end(']');
        }
        json.end(']').end('}');
    }
}
