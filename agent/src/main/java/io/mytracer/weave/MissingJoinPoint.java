package io.mytracer.weave;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A method that is not woven.
 *
 * @param method with its class and parameters
 * @param reason such as "not found"
 */
public record MissingJoinPoint(String method, String reason) {

    /**
     * All of them in one text.
     *
     * @param missing any number
     * @return null where there is none
     */
    public static String describe(List<MissingJoinPoint> missing) {
        return missing.isEmpty()
                ? null
                : missing.stream()
                        .map(point -> point.method + ": " + point.reason)
                        .collect(Collectors.joining("; "));
    }
}
