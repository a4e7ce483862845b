package io.mytracer.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.StringWriter;

/** What is written as JSON is read as it was, by a reader of others. */
class JsonTextTests {
    private final StringWriter out = new StringWriter();
    private final JsonText json = new JsonText(out);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" \\ / back",
                "\b\f\n\r\t\0\u001f\u007f\u0080\u009f",
                "ä € 線 \ud83d\ude00 \u2028\u2029\ufeff",
                "half \ud83d and \ude00 half"
            })
    void textsAreReadAsTheyWere(String text) throws IOException {
        json.text(text);

        assertThat(JsonMapper.shared().readTree(out.toString()).stringValue()).isEqualTo(text);
        assertThat(out.toString()).matches("[ -~]*");
    }

    @Test
    void everyCharacterIsReadAsItWas() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            all.append((char) c);
        }

        json.text(all.toString());

        assertThat(JsonMapper.shared().readTree(out.toString()).stringValue())
                .isEqualTo(all.toString());
    }

    @Test
    void commasStandBetweenValuesOnly() throws IOException {
        json.begin('{');
        json.name("a").literal("1");
        json.name("b").begin('[');
        json.text("x");
        json.text(null);
        json.begin('[');
        json.end(']');
        json.end(']');
        json.name("c").literal("true");
        json.end('}');
        json.line();
        json.begin('{');
        json.end('}');

        assertThat(out.toString()).isEqualTo("{\"a\":1,\"b\":[\"x\",null,[]],\"c\":true}\n{}");
    }
}
