/**
 * Weaves calls of {@code io.mytracer.boot} into the few methods of the JDK that all of its sockets
 * go through, by Byte Buddy, and tells which of them this JDK does not have.
 */
package io.mytracer.weave;
