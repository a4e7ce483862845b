package io.mytracer.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;

class JsonTests {
    private final StringWriter out = new StringWriter();
    private final Json json = new Json(out);

    @Test
    void nestsObjectsAndArrays() throws IOException {
        json.begin('{').name("a").begin('[').value(1).value(-2).end(']').name("b").begin('{');
        json.end('}').name("c").values(Arrays.asList("x", null)).name("d").value(true).end('}');

        assertThat(out).hasToString("{\"a\":[1,-2],\"b\":{},\"c\":[\"x\",null],\"d\":true}");
    }

    @ParameterizedTest
    @CsvSource({
        "</script>,\\u003c/script\\u003e",
        "<!--,\\u003c!--",
        "&amp;,\\u0026amp;",
        "a\"b,a\\u0022b",
        "a\\b,a\\u005cb"
    })
    void textCannotEndItsElement(String text, String written) throws IOException {
        json.value(text);

        assertThat(out).hasToString('"' + written + '"');
    }

    @Test
    void textIsAlwaysWellFormed() throws IOException {
        json.value("\u0000\n\u2028\ud83d\ude00\ud83d!\ude00");

        assertThat(out).hasToString("\"\\u0000\\u000a\\u2028\ud83d\ude00\\ud83d!\\ude00\"");
    }

    @Test
    void idsThatAreNoExactNumbersAreTexts() throws IOException {
        json.begin('[').id(0).id((1L << 53) - 1).id(1L << 53).id(-1).end(']');

        assertThat(out)
                .hasToString("[0,9007199254740991,\"9007199254740992\",\"18446744073709551615\"]");
    }

    @Test
    void whatIsNoNumberIsNull() throws IOException {
        json.begin('[').value(0.5).value(Double.NaN).value(Double.POSITIVE_INFINITY).end(']');

        assertThat(out).hasToString("[0.5,null,null]");
    }
}
