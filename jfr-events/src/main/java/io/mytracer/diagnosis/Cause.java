package io.mytracer.diagnosis;

/**
 * Something that can be wrong, in words. In the title {@code {where}} stands for the service,
 * {@code {detail}} for what a rule has added, and {@code {longest}} for the longest time.
 *
 * @param area what it is about
 * @param rule its short name, such as {@code closed-port}
 * @param least how often it must be seen to be worth telling
 * @param scope how far it explains other things
 * @param title one sentence
 * @param explanation what it means to a Java engineer
 * @param remedy what to do
 */
record Cause(
        Area area,
        String rule,
        Severity severity,
        long least,
        Scope scope,
        String title,
        String explanation,
        String remedy) {

    /** Where the effects of a cause show. */
    enum Scope {
        /** On the same connection, by both of its ends. */
        CONNECTION,
        /** On all connections to the same address and port. */
        SERVICE
    }

    static Cause error(
            Area area, String rule, Scope scope, String title, String explanation, String remedy) {
        return new Cause(area, rule, Severity.ERROR, 1, scope, title, explanation, remedy);
    }

    static Cause warning(
            Area area,
            String rule,
            long least,
            Scope scope,
            String title,
            String explanation,
            String remedy) {
        return new Cause(area, rule, Severity.WARNING, least, scope, title, explanation, remedy);
    }

    static Cause info(
            Area area, String rule, long least, String title, String explanation, String remedy) {
        return new Cause(
                area, rule, Severity.INFO, least, Scope.CONNECTION, title, explanation, remedy);
    }
}
