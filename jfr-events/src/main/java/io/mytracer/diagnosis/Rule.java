package io.mytracer.diagnosis;

/** Looks for one kind of trouble. */
interface Rule {
    /** Looks at an event; they come in any order. */
    void see(SeenEvent event);

    /** All events have been seen: tells what only now is known. */
    default void conclude() {}
}
