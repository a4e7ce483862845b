/**
 * Measurements that are run by hand and print a table. They are no tests: their numbers depend on
 * the machine.
 */
package io.mytracer.it.bench;
