/**
 * The demonstration that {@code ./demo} runs: a service with the agent, a second service without,
 * and a load on them, each in its own JVM. At the end it reads the recording as any program could.
 */
package io.mytracer.demo;
