package io.mytracer.agent;

/** How much the agent says on stderr, from nothing to everything. */
public enum LogLevel {
    OFF,
    WARN,
    INFO,
    DEBUG
}
