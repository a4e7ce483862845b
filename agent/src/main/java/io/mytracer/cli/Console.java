package io.mytracer.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.Charset;

/**
 * Where a command writes.
 *
 * @param out standard output; unlike a PrintStream it tells of errors
 * @param bytes standard output for what is no text, buffered; to be flushed by who uses it
 * @param charset of {@code out}
 * @param err standard error
 */
record Console(Writer out, OutputStream bytes, Charset charset, PrintStream err) {}
