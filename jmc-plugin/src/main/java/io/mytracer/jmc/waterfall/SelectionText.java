package io.mytracer.jmc.waterfall;

/** What is at the pointer, or selected, in a line or three: for tool tips and screen readers. */
final class SelectionText {
    private SelectionText() {}

    /** Returns null for nothing. */
    static String of(Selection selection) {
        if (selection.operation() != null) {
            JavaOperation call = selection.operation();
            return "%s, %s%n%s"
                    .formatted(
                            call.name(),
                            TimeText.duration(call.end() - call.start()),
                            call.thread());
        }
        if (selection.packet() == null) {
            return null;
        }
        String packet =
                PacketText.label(selection.packet())
                        + System.lineSeparator()
                        + PacketText.ends(selection.packet(), " → ");
        return selection.span() == null
                ? packet
                : "%s, %s%n%s"
                        .formatted(
                                PacketText.title(selection.span()),
                                TimeText.duration(selection.span().nanos()),
                                packet);
    }
}
