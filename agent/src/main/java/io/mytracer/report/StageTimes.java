package io.mytracer.report;

import io.mytracer.diagnosis.LogHistogram;
import io.mytracer.diagnosis.SeenEvent;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often packets passed a place, and how long it took until their next one. Bounded; what is
 * beyond counts as one place. Not thread-safe.
 */
public final class StageTimes {
    private static final int MOST_PLACES = 4000;
    private static final String OTHERS = "other functions";

    private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

    /** JFR has no duration of 0: so long lasts what nothing comes behind. */
    private static final long LAST = 1;

    private final Map<Place, Passes> places = new TreeMap<>();

    /** By what the kernel has counted, for recordings without hops. */
    private final Map<Place, Passes> counted = new TreeMap<>();

    /** Has counted nothing. */
    public StageTimes() {}

    /**
     * Counts a hop; a call of the application, which has no packet yet, is none.
     *
     * @param event of any type
     */
    void see(SeenEvent event) {
        if (event.type().equals("mytracer.SkbHop") && event.number("packetId") != 0) {
            String stage = event.text("stage");
            String function = event.text("function");
            Way way = Way.of(function, stage, event.text("direction"));
            add(way, stage, function, event.durationNanos());
        } else if (event.type().equals("mytracer.HopLatency") && event.text("histogram") != null) {
            String stage = event.text("stage");
            Place place = new Place(Way.of(null, stage, event.text("direction")), stage, null);
            if (counted.size() < MOST_PLACES || counted.containsKey(place)) {
                Passes passes = counted.computeIfAbsent(place, key -> new Passes());
                passes.count += event.number("packets");
                passes.times.addTold(event.text("histogram"));
            }
        }
    }

    /**
     * Counts a hop.
     *
     * @param stage may be null
     * @param function may be null
     * @param nanos until the next place; 1 where there is none
     */
    public void add(Way way, String stage, String function, long nanos) {
        Place place = new Place(way, stage, function);
        if (places.size() >= MOST_PLACES && !places.containsKey(place)) {
            place = new Place(way, "OTHER", OTHERS);
        }
        Passes passes = places.computeIfAbsent(place, key -> new Passes());
        passes.count++;
        if (nanos > LAST) {
            passes.times.add(nanos);
        }
    }

    /** Returns the times of all places, in an order that does not depend on the recording's. */
    public Map<Place, Passes> places() {
        return places;
    }

    /** Returns the times of stages, the function of each place being null. */
    public Map<Place, Passes> stages() {
        if (places.isEmpty()) {
            return counted;
        }
        Map<Place, Passes> stages = new TreeMap<>();
        places.forEach(
                (place, passes) -> {
                    Place stage = new Place(place.way, place.stage, null);
                    Passes all = stages.computeIfAbsent(stage, key -> new Passes());
                    all.count += passes.count;
                    all.times.addAll(passes.times);
                });
        return stages;
    }

    /** How often a place was passed; the times are of those that another place came behind. */
    public static final class Passes {
        private final LogHistogram times = new LogHistogram();
        private long count;

        private Passes() {}

        /** Returns how often. */
        public long count() {
            return count;
        }

        /** Returns nanoseconds until the next place. */
        public LogHistogram times() {
            return times;
        }
    }

    /** A function in a stage on a way. Texts may be null. */
    public record Place(Way way, String stage, String function) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::way)
                        .thenComparing(Place::stage, TEXT)
                        .thenComparing(Place::function, TEXT);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }
}
