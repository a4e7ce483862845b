package io.mytracer.format;

import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object a line for each event of the tracer, of every type, as {@link #schema} has it:
 * {@code type}, {@code time} as ISO text, {@code startTime} in nanoseconds since 1970, then the
 * fields by their names in the recording. What lasts is in nanoseconds, sizes are in bytes.
 */
public final class JsonWriter implements EventWriter {
    private static final String OURS = "mytracer.";

    /** How to write the fields of a type, as one recording has it. */
    private record Layout(EventType type, List<JsonField> fields) {}

    private final Writer out;
    private final JsonText json;
    private final Map<String, Layout> layouts = new HashMap<>();

    /**
     * A writer.
     *
     * @param out to write to, in any charset that has ASCII
     */
    public JsonWriter(Writer out) {
        this.out = out;
        json = new JsonText(out);
    }

    /**
     * The JSON Schema (draft 2020-12) of a line.
     *
     * @return the text of the schema
     */
    public static String schema() {
        try (InputStream schema = JsonWriter.class.getResourceAsStream("events.schema.json")) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("the schema is in the jar", e);
        }
    }

    @Override
    public void begin() {}

    @Override
    public boolean write(RecordedEvent event) throws IOException {
        String type = event.getEventType().getName();
        if (!type.startsWith(OURS)) {
            return false;
        }
        Instant start = event.getStartTime();
        json.begin('{');
        json.name("type").text(type);
        json.name("time").text(start.toString());
        json.name("startTime").literal(Long.toString(new Fields(event).nanos()));
        for (JsonField field : fields(event.getEventType())) {
            json.name(field.name());
            field.write(event, json);
        }
        json.end('}');
        json.line();
        return true;
    }

    /** The types of another recording, or chunk, may be others under the same name. */
    private List<JsonField> fields(EventType type) {
        Layout known = layouts.get(type.getName());
        if (known == null || known.type() != type) {
            known = new Layout(type, JsonField.of(type));
            layouts.put(type.getName(), known);
        }
        return known.fields();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
