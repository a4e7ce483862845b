/**
 * Tests that run in a QEMU guest with a stock kernel, and only there: {@code ./test --kernels=all}.
 * The scripts in {@code it/src/vm} start the guests; the file {@code tests} there names the
 * classes.
 */
package io.mytracer.it.vm;
