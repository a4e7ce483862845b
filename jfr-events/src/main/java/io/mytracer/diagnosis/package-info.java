/**
 * What a recording shows to be wrong, in words: the one set of findings, which the command line
 * reports and rules of JDK Mission Control show. Nothing here knows who reads the events; it is
 * Java 17, which JDK Mission Control runs on.
 */
package io.mytracer.diagnosis;
