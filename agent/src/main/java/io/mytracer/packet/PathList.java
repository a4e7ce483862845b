package io.mytracer.packet;

/** A queue of paths that can be taken out anywhere, oldest first. */
final class PathList {
    private final Path ends = new Path();

    PathList() {
        ends.before = ends;
        ends.after = ends;
    }

    void append(Path path) {
        path.before = ends.before;
        path.after = ends;
        ends.before.after = path;
        ends.before = path;
    }

    static void take(Path path) {
        path.before.after = path.after;
        path.after.before = path.before;
        path.before = null;
        path.after = null;
    }

    /** Returns the oldest path, or null. */
    Path first() {
        return after(ends);
    }

    /** Returns the path after another, or null. */
    Path after(Path path) {
        return path.after == ends ? null : path.after;
    }
}
