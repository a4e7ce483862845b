package io.mytracer.events;

import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Relational;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks fields whose equal values mean one packet, under the id that it keeps across NAT, clone,
 * copy and network namespaces.
 */
@MetadataDefinition
@Relational
@Label("Packet")
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface PacketId {}
