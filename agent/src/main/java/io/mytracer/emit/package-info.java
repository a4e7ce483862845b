/**
 * Writes JFR events: kernel time as JFR ticks, kernel numbers as names, kernel thread ids as Java
 * threads. Nothing here waits or decides which events there are.
 */
package io.mytracer.emit;
