package io.mytracer.diagnosis;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts a cause and what was seen of it into words. */
final class Telling {
    private static final int MOST = 3;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final ServicePorts ports;
    private final Tally tally;
    private final List<Tally.Share> shares;
    private final long count;

    /**
     * Tells of a tally.
     *
     * @param shares those of its connections that are not explained otherwise
     * @param count how often it was seen on them
     */
    Telling(ServicePorts ports, Tally tally, List<Tally.Share> shares, long count) {
        this.ports = ports;
        this.tally = tally;
        this.shares = shares;
        this.count = count;
    }

    Finding finding(Cause cause, String detail, Journeys journeys) {
        Map<String, Long> services = new LinkedHashMap<>();
        Map<String, Long> peers = new LinkedHashMap<>();
        for (Tally.Share share : shares) {
            services.merge(ports.service(share.ends), share.count, Long::sum);
            String peer = ports.peer(share.ends);
            if (peer != null) {
                peers.merge(peer, share.count, Long::sum);
            }
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(times());
        if (services.size() > 1) {
            evidence.add("at " + most(services));
        }
        if (!peers.isEmpty() && !peers.keySet().equals(services.keySet())) {
            evidence.add((peers.size() == 1 ? "peer " : "peers ") + most(peers));
        }
        if (!tally.threads().isEmpty()) {
            evidence.add(
                    (tally.threads().size() == 1 ? "Java thread " : "Java threads ")
                            + most(tally.threads()));
        }
        evidence.addAll(tally.remarks());
        tally.stack().forEach(frame -> evidence.add("at " + frame));
        long packet = tally.packetId() == 0 ? journeys.of(tally.flow()) : tally.packetId();
        return new Finding(
                cause.area(),
                cause.rule(),
                cause.severity(),
                title(cause, detail, services),
                cause.explanation(),
                evidence,
                cause.remedy(),
                count,
                tally.first(),
                tally.last(),
                packet);
    }

    private String title(Cause cause, String detail, Map<String, Long> services) {
        String where = services.keySet().stream().findFirst().orElse("this host");
        long most = 0;
        for (Map.Entry<String, Long> service : services.entrySet()) {
            if (service.getValue() > most) {
                most = service.getValue();
                where = service.getKey();
            }
        }
        if (services.size() > 1) {
            where += " and " + (services.size() - 1) + " more";
        }
        String title =
                cause.title()
                        .replace("{where}", where)
                        .replace("{detail}", detail)
                        .replace("{longest}", time(tally.longest()));
        return count == 1 ? title : title + ", " + count + " times";
    }

    private String times() {
        String first = clock(tally.first());
        if (count == 1) {
            return "once, at " + first;
        }
        return count + " times from " + first + " to " + clock(tally.last());
    }

    private static String most(Map<String, Long> counts) {
        List<String> words =
                counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .limit(MOST)
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .toList();
        int others = counts.size() - words.size();
        return (counts.size() == 1 ? counts.keySet().iterator().next() : String.join(", ", words))
                + (others > 0 ? " and " + others + " more" : "");
    }

    private static String clock(Instant time) {
        return CLOCK.format(time.atZone(ZoneId.systemDefault()));
    }

    /** Returns a time for people. */
    static String time(long nanos) {
        if (nanos >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
        }
        return String.format(Locale.ROOT, nanos >= 10_000_000 ? "%.0f ms" : "%.3f ms", nanos / 1e6);
    }
}
