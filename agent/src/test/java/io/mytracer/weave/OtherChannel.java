package io.mytracer.weave;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A channel as another JDK might have it: the sender is kept elsewhere. */
final class OtherChannel {
    private final FileDescriptor fd = new FileDescriptor();

    int receiveIntoNativeBuffer(ByteBuffer buffer, int left, int at, boolean connected) {
        return fd.valid() ? left : at;
    }

    int sendFromNativeBuffer(
            FileDescriptor descriptor, ByteBuffer buffer, InetSocketAddress target) {
        return buffer.remaining();
    }
}
