package io.mytracer.diagnosis;

import java.time.Instant;
import java.util.List;

/**
 * One thing that is wrong, with its evidence. Immutable.
 *
 * @param area what it is about
 * @param rule which rule found it, such as {@code closed-port}
 * @param severity how much it matters
 * @param title what is wrong, one sentence with the place and the numbers
 * @param explanation what that means to a Java engineer
 * @param evidence lines such as {@code 17 times from 10:31:02 to 10:35:40, peer 192.0.2.7:5432}
 * @param remedy what to do: code, sysctl or firewall rule
 * @param count how often it was seen
 * @param first when it was seen first; null where it has no time
 * @param last when it was seen last; null where it has no time
 * @param packetId a packet whose journey proves it; 0 where none does
 */
public record Finding(
        Area area,
        String rule,
        Severity severity,
        String title,
        String explanation,
        List<String> evidence,
        String remedy,
        long count,
        Instant first,
        Instant last,
        long packetId) {

    /** Takes a copy. */
    public Finding {
        evidence = List.copyOf(evidence);
    }
}
