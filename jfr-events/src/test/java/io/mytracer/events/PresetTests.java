package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.Configuration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class PresetTests {

    @ParameterizedTest
    @ValueSource(strings = {"mytracer-profile", "mytracer-continuous"})
    void presetNamesEveryEventAndNoOther(String name) throws Exception {
        Set<String> events = new TreeSet<>();
        SchemaTests.eventClasses().forEach(type -> events.add("mytracer." + type.getSimpleName()));

        Set<String> named = new TreeSet<>();
        for (String key : preset(name).getSettings().keySet()) {
            named.add(key.substring(0, key.indexOf('#')));
        }
        assertThat(named).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mytracer-profile", "mytracer-continuous"})
    void presetTellsWhatItIs(String name) throws Exception {
        Configuration preset = preset(name);

        assertThat(preset.getLabel()).isEqualTo(name.replace('-', ' '));
        assertThat(preset.getDescription()).isNotBlank();
        assertThat(preset.getProvider()).isEqualTo("mytracer");
    }

    @Test
    void profileTurnsEveryEventOn() throws Exception {
        Map<String, String> settings = preset("mytracer-profile").getSettings();

        settings.forEach(
                (key, value) -> {
                    if (key.endsWith("#enabled") || key.endsWith("#accepted")) {
                        assertThat(value).as(key).isEqualTo("true");
                    }
                });
    }

    @Test
    void continuousLeavesOutWhatComesWithEveryPacket() throws Exception {
        Map<String, String> settings = preset("mytracer-continuous").getSettings();

        assertThat(settings)
                .containsEntry("mytracer.SkbHop#enabled", "false")
                .containsEntry("mytracer.PacketPath#enabled", "false")
                .containsEntry("mytracer.NetfilterVerdict#enabled", "true")
                .containsEntry("mytracer.NetfilterVerdict#accepted", "false")
                .containsEntry("mytracer.KernelDrop#enabled", "true")
                .containsEntry("mytracer.TcpReset#enabled", "true")
                .containsEntry("mytracer.TcpRetransmit#enabled", "true")
                .containsEntry("mytracer.SocketState#enabled", "true")
                .containsEntry("mytracer.SocketIo#threshold", "1 ms")
                .containsEntry("mytracer.SocketIo#throttle", "100/s")
                .containsEntry("mytracer.SocketQueue#period", "10 s")
                .containsEntry("mytracer.TracerStatus#period", "everyChunk")
                .containsEntry("mytracer.TracerLoss#period", "1 s");
    }

    private static Configuration preset(String name) throws IOException, ParseException {
        try (Reader reader =
                new InputStreamReader(
                        PresetTests.class.getResourceAsStream("/" + name + ".jfc"),
                        StandardCharsets.UTF_8)) {
            return Configuration.create(reader);
        }
    }
}
