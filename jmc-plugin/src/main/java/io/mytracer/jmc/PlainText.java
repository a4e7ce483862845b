package io.mytracer.jmc;

/**
 * Text of a recording that JMC shows as it is. JMC encodes it for HTML, but takes {@code [a](b)}
 * for a link, and hands it to a script in which only quotes are escaped (RulesHtmlToolkit and
 * ResultOverview of JMC 9.1).
 */
final class PlainText {
    private PlainText() {}

    static String of(String text) {
        return text.replace('\\', '/').replace("](", "] (").replaceAll("\\p{Cntrl}", " ");
    }
}
