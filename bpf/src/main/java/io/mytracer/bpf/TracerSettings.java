package io.mytracer.bpf;

import io.mytracer.bpf.ffm.NativeLibrary;

import java.util.function.Consumer;

/**
 * What a tracer is opened with.
 *
 * @param library libbpf
 * @param scope whose packets
 * @param filter which of these
 * @param ringBytes size of the ring buffer in bytes: a power of two and at least a page
 * @param flows how many sockets can be followed at a time
 * @param backend the only way to attach to functions; null for the best that works
 * @param hops which places
 * @param stacks what is told with its kernel stack
 * @param progress takes lines for people who wait while functions are attached to
 */
public record TracerSettings(
        NativeLibrary library,
        Scope scope,
        PacketFilter filter,
        int ringBytes,
        int flows,
        Backend backend,
        HopFilter hops,
        StackMode stacks,
        Consumer<String> progress) {}
