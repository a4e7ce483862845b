/**
 * The programs that the agent is loaded into: plain sockets and standard input, nothing of the
 * agent. Each ends when its standard input does.
 */
package io.mytracer.it.apps;
