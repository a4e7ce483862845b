package io.mytracer.socket;

import io.mytracer.boot.SocketListener;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Tells what the application does with its sockets, in its own threads.
 *
 * <p>While no recording wants a socket's states it is only forgotten when it changes, and looked at
 * when a call on it is to be told: so sockets that are older than the agent or the recording are
 * told, too.
 */
public final class SocketWatch implements SocketListener {
    private final Callers callers;
    private final Acceptors acceptors;
    private final Readers readers;
    private final Closes closes;
    private final CallEvents calls;
    private final StateEvents states;

    /**
     * Makes a listener whose classes and native calls are all there, since its callers must not
     * wait for them.
     *
     * @param threads are told who does what
     * @throws LinkageError if the JDK does not have what is needed
     */
    public SocketWatch(SocketThreads threads) {
        callers = threads.callers();
        acceptors = threads.acceptors();
        readers = threads.readers();
        closes = threads.closes();
        FlowTable flows = new FlowTable();
        calls = new CallEvents(flows, callers);
        states = new StateEvents(flows);
        warmUp(flows);
        callers.prepare();
    }

    private static void warmUp(FlowTable flows) {
        int none = JdkSockets.fd(new FileDescriptor());
        flows.lookAt(none);
        SocketCalls.isListening(none);
        SocketCalls.isResetByClose(none);
        SocketCalls.threadId();
        JdkSockets.text(InetAddress.getLoopbackAddress());
    }

    @Override
    public boolean calling() {
        return callers.calling();
    }

    @Override
    public void called() {
        callers.called();
    }

    @Override
    public void moved(
            long start,
            String operation,
            FileDescriptor descriptor,
            long result,
            Throwable thrown) {
        if (operation.startsWith("read")) {
            readers.read(JdkSockets.fd(descriptor));
        }
        calls.moved(start, operation, descriptor, result, thrown);
    }

    @Override
    public void sent(
            long start,
            FileDescriptor descriptor,
            long result,
            InetSocketAddress target,
            Throwable thrown) {
        calls.movedDatagram(start, "send", descriptor, result, target, thrown);
    }

    @Override
    public void received(
            long start, FileDescriptor descriptor, long result, Object source, Throwable thrown) {
        readers.read(JdkSockets.fd(descriptor));
        calls.movedDatagram(start, "receive", descriptor, result, source, thrown);
    }

    @Override
    public void connecting(
            long start, FileDescriptor descriptor, InetAddress remote, int port, Throwable thrown) {
        states.connecting(start, descriptor, remote, port, thrown);
    }

    @Override
    public void connectFailed(FileDescriptor descriptor, Throwable thrown) {
        states.connectFailed(descriptor, thrown);
    }

    @Override
    public void bindFailed(
            FileDescriptor descriptor, InetAddress local, int port, Throwable thrown) {
        states.bindFailed(descriptor, local, port, thrown);
    }

    @Override
    public void named(FileDescriptor descriptor, InetSocketAddress local) {
        states.named(descriptor);
        if (callers.areTelling() && local != null) {
            if (acceptors.knows(local.getPort())) {
                acceptors.accepts(local.getPort());
            } else if (SocketCalls.isListening(JdkSockets.fd(descriptor))) {
                acceptors.listens(local.getPort());
            }
        }
    }

    @Override
    public void listening(FileDescriptor descriptor) {
        states.listening(descriptor);
        acceptors.listens(SocketCalls.flow(JdkSockets.fd(descriptor)).localPort());
    }

    @Override
    public void preClosing(FileDescriptor descriptor) {
        note(descriptor);
        states.preClosing(descriptor);
    }

    @Override
    public void closing(FileDescriptor descriptor) {
        note(descriptor);
        readers.forget(JdkSockets.fd(descriptor));
        states.closing(descriptor);
    }

    private void note(FileDescriptor descriptor) {
        callers.calling();
        if (callers.areTelling()) {
            closes.note(JdkSockets.fd(descriptor));
        }
    }
}
