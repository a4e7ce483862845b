/**
 * The command line of the jar: what it prints on standard output is meant to be piped, everything
 * else is one line on stderr.
 */
package io.mytracer.cli;
