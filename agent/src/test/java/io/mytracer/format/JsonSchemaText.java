package io.mytracer.format;

import jdk.jfr.EventType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The JSON Schema of event types, in the words of their labels and descriptions. */
final class JsonSchemaText {
    private static final String HEAD =
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "An event of mytracer, as print --format=json writes it on one line",
              "description": "Times are the kernel's. Numbers may need 64 bits.",
              "oneOf": [
            """;
    private static final String DEFINITIONS =
            """
              ],
              "$defs": {
                "text": {"type": ["string", "null"]},
                "flag": {"type": "boolean"},
                "integer": {"type": "integer"},
                "unsigned": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
                "fraction": {"type": "number"},
                "address": {"type": "string", "pattern": "^0x[0-9a-f]{1,16}$"},
                "nanoseconds": {"type": ["integer", "null"]},
                "lines": {"type": ["array", "null"], "items": {"type": "string"}},
                "stack": {"type": ["array", "null"], "items": {"type": "string"}},
                "thread": {
                  "type": ["object", "null"],
                  "properties": {
                    "name": {"type": ["string", "null"]},
                    "javaThreadId": {"type": "integer"},
                    "osThreadId": {"type": "integer"},
                    "virtual": {"type": "boolean"}
                  },
                  "required": ["name", "javaThreadId", "osThreadId", "virtual"],
                  "additionalProperties": false
                },
            """;

    private JsonSchemaText() {}

    static String of(List<EventType> types) {
        StringJoiner references = new StringJoiner(",\n", "", "\n");
        StringJoiner definitions = new StringJoiner(",\n", "", "\n");
        for (EventType type : types) {
            references.add("    {\"$ref\": \"#/$defs/" + type.getName() + "\"}");
            definitions.add(definition(type));
        }
        return HEAD + references + DEFINITIONS + definitions + "  }\n}\n";
    }

    private static String definition(EventType type) {
        List<String> properties = new ArrayList<>();
        properties.add("\"type\": {\"const\": \"" + type.getName() + "\"}");
        properties.add("\"time\": {\"type\": \"string\", \"format\": \"date-time\"}");
        properties.add(
                "\"startTime\": {\"description\": \"Nanoseconds since 1970\", "
                        + "\"$ref\": \"#/$defs/unsigned\"}");
        for (JsonField field : JsonField.of(type)) {
            String description = type.getField(field.name()).getDescription();
            properties.add(
                    "\"%s\": {%s\"$ref\": \"#/$defs/%s\"}"
                            .formatted(
                                    field.name(),
                                    description == null
                                            ? ""
                                            : "\"description\": \"" + description + "\", ",
                                    field.kind().name().toLowerCase(Locale.ROOT)));
        }
        String indent = " ".repeat(8);
        return """
            "%s": {
              "description": "%s",
              "type": "object",
              "properties": {
        %s
              },
              "required": ["type", "time", "startTime"],
              "additionalProperties": false
            }\
        """
                .formatted(
                        type.getName(),
                        type.getDescription(),
                        indent + String.join(",\n" + indent, properties));
    }
}
