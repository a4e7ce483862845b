/**
 * Measures what tracing costs, by {@code ./bench}: whole JVMs in turn with and without, printed as
 * tables and written as JSON. They are no tests: their figures depend on the machine.
 */
package io.mytracer.it.bench;
