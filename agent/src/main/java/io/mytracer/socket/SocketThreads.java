package io.mytracer.socket;

/**
 * What the threads of the application tell the agent's thread.
 *
 * @param callers those in a call on a socket
 * @param acceptors those that have accepted from a listener
 * @param readers those that have read last
 * @param closes where sockets are closed that the kernel resets
 */
public record SocketThreads(Callers callers, Acceptors acceptors, Readers readers, Closes closes) {

    /** None has done anything yet. */
    public SocketThreads() {
        this(new Callers(), new Acceptors(), new Readers(), new Closes());
    }
}
