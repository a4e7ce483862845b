package io.mytracer.weave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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

    /** A dispatcher as another JDK might have it. */
    static final class Dispatcher {
        int read(FileDescriptor descriptor, long address, int length) {
            return length;
        }

        long readv(FileDescriptor descriptor, long address) {
            return address;
        }

        native int write(FileDescriptor descriptor, long address, int length);
    }

    @Test
    void methodsThatAreMissingAreNamedAndTheOthersAreWoven() throws IOException {
        byte[] woven = weave(Dispatcher.class, JoinPoint.of("sun.nio.ch.SocketDispatcher"));

        assertThat(woven).isNotEqualTo(bytes(Dispatcher.class, Dispatcher.class.getName()));
        assertThat(missing).extracting(MissingJoinPoint::reason).containsOnly("not found");
        assertThat(MissingJoinPoint.describe(missing))
                .contains("sun.nio.ch.SocketDispatcher.readv(FileDescriptor, long, int): not found")
                .contains(".write(")
                .contains(".writev(")
                .doesNotContain(".read(");
    }

    /** A channel that keeps the sender elsewhere. */
    static final class Channel {
        private final FileDescriptor fd = new FileDescriptor();

        int receiveIntoNativeBuffer(ByteBuffer buffer, int left, int at, boolean connected) {
            return fd.valid() ? left : at;
        }

        int sendFromNativeBuffer(
                FileDescriptor descriptor, ByteBuffer buffer, InetSocketAddress target) {
            return buffer.remaining();
        }
    }

    @Test
    void methodThatCannotBeWovenIsNamedAndTheOthersAreWoven() throws IOException {
        byte[] woven = weave(Channel.class, JoinPoint.of("sun.nio.ch.DatagramChannelImpl"));

        assertThat(woven).isNotEqualTo(bytes(Channel.class, Channel.class.getName()));
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
