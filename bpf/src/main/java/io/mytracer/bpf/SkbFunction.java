package io.mytracer.bpf;

/**
 * A function that takes a packet and is not in the hop table.
 *
 * @param name the kernel's
 * @param argument which one the packet is, from 0 to {@value #LAST_ARGUMENT}
 */
record SkbFunction(String name, int argument) {
    /** What a program gets of a function's arguments where they are in registers. */
    static final int LAST_ARGUMENT = 4;
}
