package io.mytracer.jmc.waterfall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What one Java thread did with sockets while something is shown.
 *
 * @param thread its name
 * @param threadId Java's number of it, 0 if unknown
 * @param operations its calls, by time
 */
record Lane(String thread, long threadId, List<JavaOperation> operations) {

    /**
     * The threads that did something, as many as there is room for.
     *
     * @param operations of all threads, by time
     * @param isAsked whether a call has to do with what is shown
     * @param first number of the thread that is to be there in any case
     */
    static List<Lane> of(
            List<JavaOperation> operations, Predicate<JavaOperation> isAsked, long first, int max) {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        for (JavaOperation operation : operations) {
            if (isAsked.test(operation)) {
                lanes.computeIfAbsent(
                                operation.threadId() + operation.thread(),
                                thread ->
                                        new Lane(
                                                operation.thread(),
                                                operation.threadId(),
                                                new ArrayList<>()))
                        .operations()
                        .add(operation);
            }
        }
        List<Lane> chosen = new ArrayList<>();
        lanes.values().stream()
                .filter(lane -> first != 0 && lane.threadId == first)
                .forEach(chosen::add);
        lanes.values().stream()
                .filter(lane -> first == 0 || lane.threadId != first)
                .forEach(chosen::add);
        return List.copyOf(chosen.subList(0, Math.min(max, chosen.size())));
    }
}
