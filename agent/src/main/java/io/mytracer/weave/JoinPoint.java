package io.mytracer.weave;

import io.mytracer.weave.advice.BindAdvice;
import io.mytracer.weave.advice.CallAdvice;
import io.mytracer.weave.advice.CloseAdvice;
import io.mytracer.weave.advice.ConnectAdvice;
import io.mytracer.weave.advice.ConnectEndAdvice;
import io.mytracer.weave.advice.ListenAdvice;
import io.mytracer.weave.advice.LocalAddressAdvice;
import io.mytracer.weave.advice.PreCloseAdvice;
import io.mytracer.weave.advice.ReceiveAdvice;
import io.mytracer.weave.advice.SendAdvice;
import io.mytracer.weave.advice.TransferAdvice;

import java.util.Arrays;
import java.util.List;

/**
 * The methods of the JDK that are woven, as JDK 25 has them. They are package-private or of
 * packages that are not exported, so another JDK may have others.
 *
 * <p>Every success path of connect, accept and bind asks for the local address as soon as the
 * kernel has given it; and each kind of socket has its system calls in the same few methods.
 */
enum JoinPoint {
    NAMED("Net", "localAddress", LocalAddressAdvice.class, "FileDescriptor"),
    CONNECT(
            "Net",
            "connect",
            ConnectAdvice.class,
            "ProtocolFamily",
            "FileDescriptor",
            "InetAddress",
            "int"),
    CONNECT_END("Net", "pollConnectNow", ConnectEndAdvice.class, "FileDescriptor"),
    BIND("Net", "bind", BindAdvice.class, "ProtocolFamily", "FileDescriptor", "InetAddress", "int"),
    LISTEN("NioSocketImpl", "listen", ListenAdvice.class, "int"),
    READ("SocketDispatcher", "read", CallAdvice.class, "FileDescriptor", "long", "int"),
    READV("SocketDispatcher", "readv", CallAdvice.class, "FileDescriptor", "long", "int"),
    WRITE("SocketDispatcher", "write", CallAdvice.class, "FileDescriptor", "long", "int"),
    WRITEV("SocketDispatcher", "writev", CallAdvice.class, "FileDescriptor", "long", "int"),
    DATAGRAM_READ("DatagramDispatcher", "read", CallAdvice.class, "FileDescriptor", "long", "int"),
    DATAGRAM_READV(
            "DatagramDispatcher", "readv", CallAdvice.class, "FileDescriptor", "long", "int"),
    DATAGRAM_WRITE(
            "DatagramDispatcher", "write", CallAdvice.class, "FileDescriptor", "long", "int"),
    DATAGRAM_WRITEV(
            "DatagramDispatcher", "writev", CallAdvice.class, "FileDescriptor", "long", "int"),
    RECEIVE(
            "DatagramChannelImpl",
            "receiveIntoNativeBuffer",
            ReceiveAdvice.class,
            "ByteBuffer",
            "int",
            "int",
            "boolean"),
    SEND(
            "DatagramChannelImpl",
            "sendFromNativeBuffer",
            SendAdvice.class,
            "FileDescriptor",
            "ByteBuffer",
            "InetSocketAddress"),
    SENDFILE(
            "FileDispatcherImpl",
            "transferTo",
            TransferAdvice.class,
            "FileDescriptor",
            "long",
            "long",
            "FileDescriptor",
            "boolean"),
    PRE_CLOSE(
            "UnixDispatcher",
            "implPreClose",
            PreCloseAdvice.class,
            "FileDescriptor",
            "long",
            "long"),
    CLOSE("UnixDispatcher", "close", CloseAdvice.class, "FileDescriptor");

    private final String type;
    private final String method;
    private final Class<?> advice;
    private final List<String> parameters;

    /** The type is one of sun.nio.ch, the parameters are simple names. */
    JoinPoint(String type, String method, Class<?> advice, String... parameters) {
        this.type = "sun.nio.ch." + type;
        this.method = method;
        this.advice = advice;
        this.parameters = List.of(parameters);
    }

    /** Returns the name of the class, with its package. */
    String type() {
        return type;
    }

    String method() {
        return method;
    }

    Class<?> advice() {
        return advice;
    }

    List<String> parameters() {
        return parameters;
    }

    /** Returns the classes that have any, each once. */
    static List<String> types() {
        return Arrays.stream(values()).map(JoinPoint::type).distinct().toList();
    }

    static List<JoinPoint> of(String type) {
        return Arrays.stream(values()).filter(point -> point.type.equals(type)).toList();
    }

    /** The method as one would write it down. */
    @Override
    public String toString() {
        return type + "." + method + "(" + String.join(", ", parameters) + ")";
    }
}
