/**
 * The door of the jar: Java 8 byte code that depends on nothing, so that a JVM which is too old is
 * told so and not stopped by a class that it cannot load.
 */
package io.mytracer.launcher;
