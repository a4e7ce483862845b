package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import jdk.jfr.AnnotationElement;
import jdk.jfr.ContentType;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Unsigned;
import jdk.jfr.ValueDescriptor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The schema is public API: nobody shall change it without seeing this fail. */
class SchemaTests {
    /** Numbers that count or name something and so have no unit. */
    private static final Set<String> PLAIN_NUMBERS =
            Set.of(
                    "sourcePort",
                    "destinationPort",
                    "fd",
                    "localPort",
                    "remotePort",
                    "osThreadId",
                    "javaThreadId",
                    "firstSeq",
                    "lastSeq",
                    "nativeSockets",
                    "backlog",
                    "backlogLimit",
                    "cwnd",
                    "unacked",
                    "retransmits",
                    "cpu",
                    "hops",
                    "hopCount",
                    "packets",
                    "recordsProduced",
                    "recordsReceived",
                    "flows",
                    "pathsOpen",
                    "ringFull",
                    "mapFull",
                    "stackLost",
                    "recursion",
                    "unmatched");

    static Stream<Class<? extends Event>> eventClasses() {
        return Stream.of(
                        EventClasses.PACKET_EVENTS,
                        EventClasses.SOCKET_EVENTS,
                        EventClasses.COUNTING_EVENTS,
                        EventClasses.TRACER_EVENTS)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("eventClasses")
    void everythingIsLabelledAndDescribed(Class<? extends Event> type) {
        EventType event = eventType(type);

        assertThat(event.getName()).isEqualTo("mytracer." + type.getSimpleName());
        assertThat(event.getLabel()).isNotBlank();
        assertThat(event.getDescription()).isNotBlank();
        assertThat(event.getCategoryNames()).startsWith("mytracer").hasSize(2);
        for (ValueDescriptor field : ownFields(event)) {
            assertThat(field.getLabel()).as(field.getName()).isNotBlank();
            assertThat(field.getDescription()).as(field.getName()).isNotBlank();
            assertThat(field.getDescription()).as(field.getName()).doesNotEndWith(".");
        }
    }

    @ParameterizedTest
    @MethodSource("eventClasses")
    void everyQuantityHasItsUnit(Class<? extends Event> type) {
        for (ValueDescriptor field : ownFields(eventType(type))) {
            boolean number = Set.of("int", "long", "float").contains(field.getTypeName());
            if (number && !PLAIN_NUMBERS.contains(field.getName())) {
                assertThat(field.getAnnotationElements())
                        .as(field.getName())
                        .anyMatch(
                                a ->
                                        a.getAnnotation(ContentType.class) != null
                                                || a.getTypeName()
                                                        .equals(Unsigned.class.getName()));
            }
        }
    }

    @Test
    void onlyTracerEventsAreOnUntilOthersAreAskedFor() {
        EventClasses.PACKET_EVENTS.forEach(
                type -> assertThat(setting(type, "enabled")).isEqualTo("false"));
        EventClasses.SOCKET_EVENTS.forEach(
                type -> assertThat(setting(type, "enabled")).isEqualTo("false"));
        EventClasses.COUNTING_EVENTS.forEach(
                type -> assertThat(setting(type, "enabled")).isEqualTo("false"));
        EventClasses.TRACER_EVENTS.forEach(
                type -> assertThat(setting(type, "enabled")).isEqualTo("true"));
    }

    /** A hop's stack trace costs as much as ten hops: it is for those who ask for stacks. */
    @Test
    void stackTracesAreOnWhereEveryEventHasAKernelStack() {
        assertThat(setting(KernelDrop.class, "stackTrace")).isEqualTo("true");
        assertThat(setting(TcpReset.class, "stackTrace")).isEqualTo("true");
        assertThat(setting(TcpRetransmit.class, "stackTrace")).isEqualTo("true");
        assertThat(setting(SkbHop.class, "stackTrace")).isEqualTo("false");
        assertThat(setting(NetfilterVerdict.class, "stackTrace")).isEqualTo("false");
        assertThat(eventType(PacketPath.class).getField("stackTrace")).isNull();
    }

    /** As the JDK's own socket events. */
    @Test
    void socketCallsAreOnlyWrittenWhereTheyAreSlowAndFew() {
        assertThat(setting(SocketIo.class, "threshold")).isEqualTo("1 ms");
        assertThat(setting(SocketIo.class, "throttle")).isEqualTo("100/s");
        assertThat(setting(SocketIo.class, "stackTrace")).isEqualTo("true");
        assertThat(setting(SocketState.class, "stackTrace")).isEqualTo("true");
    }

    /** JFR writes the arguments of commit into the fields one by one. */
    @ParameterizedTest
    @ValueSource(classes = {SocketIo.class, SocketState.class})
    void commitTakesTheFieldsInTheirOrder(Class<?> type) {
        List<Class<?>> expected = new ArrayList<>(List.of(long.class, long.class));
        Stream.of(type.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .forEach(field -> expected.add(field.getType()));

        assertThat(type.getDeclaredMethods())
                .filteredOn(method -> method.getName().equals("commit"))
                .filteredOn(method -> Modifier.isStatic(method.getModifiers()))
                .singleElement()
                .satisfies(
                        commit ->
                                assertThat(commit.getParameterTypes())
                                        .containsExactlyElementsOf(expected));
    }

    @Test
    void schemaIsTheOneThatWasAgreedOn() throws IOException {
        StringBuilder schema = new StringBuilder();
        eventClasses().forEach(type -> describe(eventType(type), schema));

        try (InputStream golden = getClass().getResourceAsStream("/schema.txt")) {
            assertThat(schema.toString())
                    .as("schema; if the change is meant, write it into schema.txt and CHANGELOG")
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void describe(EventType event, StringBuilder out) {
        out.append(event.getName())
                .append(" \"")
                .append(event.getLabel())
                .append("\" ")
                .append(event.getCategoryNames())
                .append('\n');
        for (ValueDescriptor field : event.getFields()) {
            out.append("  ").append(field.getTypeName()).append(' ').append(field.getName());
            field.getAnnotationElements().stream()
                    .map(SchemaTests::text)
                    .filter(Objects::nonNull)
                    .sorted()
                    .forEach(annotation -> out.append(' ').append(annotation));
            out.append('\n');
        }
    }

    private static String text(AnnotationElement annotation) {
        String name = annotation.getTypeName();
        if (name.equals("jdk.jfr.Label") || name.equals("jdk.jfr.Description")) {
            return null;
        }
        String value = annotation.getValues().isEmpty() ? "" : annotation.getValues().toString();
        return "@" + name.substring(name.lastIndexOf('.') + 1) + value;
    }

    private static List<ValueDescriptor> ownFields(EventType event) {
        return event.getFields().stream()
                .filter(f -> !Set.of("startTime", "duration", "stackTrace").contains(f.getName()))
                .filter(f -> !(f.getName().equals("eventThread") && f.getDescription() == null))
                .toList();
    }

    private static String setting(Class<? extends Event> type, String name) {
        return eventType(type).getSettingDescriptors().stream()
                .filter(setting -> setting.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getDefaultValue();
    }

    private static EventType eventType(Class<? extends Event> type) {
        FlightRecorder.register(type);
        return EventType.getEventType(type);
    }
}
