package io.mytracer.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.mytracer.events.PacketEvent;
import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is written as JSON is what the schema says, by a validator of others. */
class JsonSchemaTests {
    private static Schema schema;
    private static List<RecordedEvent> events;

    static Stream<Class<? extends Event>> types() {
        return Events.ALL.stream();
    }

    @BeforeAll
    static void record() throws IOException {
        schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(JsonWriter.schema());
        events = Events.recorded(() -> Events.ALL.forEach(JsonSchemaTests::commit));
    }

    private static void commit(Class<? extends Event> type) {
        if (type == SocketState.class) {
            SocketState.commit(1, 1, "connect", 5, 1, "::1", 4000, null, 0, 7, "refused");
            return;
        }
        if (type == SocketIo.class) {
            SocketIo.commit(1, 1, "read", 5, 1, "::1", 4000, "::1", 8080, 10, 1, 2, 7, null);
            return;
        }
        try {
            Constructor<? extends Event> create = type.getDeclaredConstructor();
            create.setAccessible(true);
            Event event = create.newInstance();
            if (event instanceof PacketEvent packet) {
                Events.packet(packet, "10.0.0.1", 4000, "2001:db8::1", 8080);
            }
            event.commit();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void eventIsValid(Class<? extends Event> type) throws IOException {
        String line = json("mytracer." + type.getSimpleName());

        assertThat(schema.validate(line, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{            | {\"more\":1,",
                "\"type\":     | \"kind\":",
                "mytracer.Skb | mytracer.Other",
                "\"cpu\":0    | \"cpu\":\"0\"",
                "4711         | -4711",
                "\"SYN\"      | false",
                "\"0xab00\"   | 43776"
            })
    void anythingElseIsNot(String valid, String other) throws IOException {
        String line = json("mytracer.SkbHop");

        assertThat(line).contains(valid);
        assertThat(
                        schema.validate(
                                line.replaceFirst(Pattern.quote(valid), other), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void schemaTellsOfEveryField() throws IOException {
        for (Class<? extends Event> type : Events.ALL) {
            FlightRecorder.register(type);
        }
        String generated =
                JsonSchemaText.of(Events.ALL.stream().map(EventType::getEventType).toList());
        Path copy = Files.writeString(Path.of("target/events.schema.json"), generated);

        assertThat(JsonWriter.schema())
                .as("schema; if the change is meant, copy %s", copy)
                .isEqualTo(generated);
    }

    private static String json(String type) throws IOException {
        StringWriter out = new StringWriter();
        JsonWriter writer = new JsonWriter(out);
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals(type)) {
                writer.write(event);
            }
        }
        assertThat(out.toString()).as(type).isNotEmpty();
        return out.toString().lines().findFirst().orElseThrow();
    }
}
