package io.mytracer.bpf.kernel;

/**
 * An argument of a function that points to a struct.
 *
 * @param function the kernel's name of the function
 * @param position from 0
 */
public record PointerArgument(String function, int position) {}
