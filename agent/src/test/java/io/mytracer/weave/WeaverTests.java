package io.mytracer.weave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class WeaverTests {
    private final List<MissingJoinPoint> missing = new ArrayList<>();

    static List<String> types() {
        return JoinPoint.types();
    }

    @ParameterizedTest
    @MethodSource("types")
    void thisJdkHasEveryJoinPointOnce(String type) throws IOException {
        byte[] original = bytes(Object.class, type);
        byte[] woven = new Weaver().weave(type, original, JoinPoint.of(type), missing);

        assertThat(missing).isEmpty();
        assertThat(woven).isNotEqualTo(original);
        assertThat(new String(woven, StandardCharsets.ISO_8859_1))
                .contains("io/mytracer/boot/SocketHooks");
    }

    @Test
    void methodsThatAreMissingAreNamedAndTheOthersAreWoven() throws IOException {
        byte[] woven = weave(OtherDispatcher.class, JoinPoint.of("sun.nio.ch.SocketDispatcher"));

        assertThat(woven)
                .isNotEqualTo(bytes(OtherDispatcher.class, OtherDispatcher.class.getName()));
        assertThat(missing).extracting(MissingJoinPoint::reason).containsOnly("not found");
        assertThat(MissingJoinPoint.describe(missing))
                .contains("sun.nio.ch.SocketDispatcher.readv(FileDescriptor, long, int): not found")
                .contains(".write(")
                .contains(".writev(")
                .doesNotContain(".read(");
    }

    @Test
    void methodThatCannotBeWovenIsNamedAndTheOthersAreWoven() throws IOException {
        byte[] woven = weave(OtherChannel.class, JoinPoint.of("sun.nio.ch.DatagramChannelImpl"));

        assertThat(woven).isNotEqualTo(bytes(OtherChannel.class, OtherChannel.class.getName()));
        assertThat(missing)
                .singleElement()
                .matches(point -> point.method().contains("receiveIntoNativeBuffer"))
                .matches(point -> point.reason().contains("sourceSockAddr"));
    }

    @Test
    void nothingIsToldWhereNothingIsMissing() {
        assertThat(MissingJoinPoint.describe(List.of())).isNull();
    }

    private byte[] weave(Class<?> type, List<JoinPoint> points) throws IOException {
        return new Weaver().weave(type.getName(), bytes(type, type.getName()), points, missing);
    }

    private static byte[] bytes(Class<?> beside, String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }
}
