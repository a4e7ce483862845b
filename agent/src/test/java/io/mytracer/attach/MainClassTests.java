package io.mytracer.attach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class MainClassTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "java -Xmx1g -cp a:b com.example.Main x~com.example.Main",
                "java -ea --add-modules jdk.jfr --class-path a com.example.Main -cp"
                        + " y~com.example.Main",
                "/opt/jdk/bin/java -Dx=y -jar /srv/shop.jar --port 80~shop.jar",
                "java -p mods -m shop/com.example.Main~shop/com.example.Main",
                "java --add-opens=java.base/java.lang=ALL-UNNAMED @args Main~Main",
                "java /home/me/Greeting.java~Greeting.java",
                "java @args~java",
                "java -jar~-jar",
                "/opt/ide/bin/idea~idea",
                "''~''"
            })
    void commandLine(String line, String main) {
        assertThat(MainClass.of(List.of(line.split(" ")))).isEqualTo(main);
    }

    @Test
    void nothingIsKnown() {
        assertThat(MainClass.of(List.of())).isEqualTo("?");
    }
}
