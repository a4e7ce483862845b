package io.mytracer.jmc.waterfall;

/** What keys do. */
enum Command {
    ROW_UP,
    ROW_DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST_ROW,
    LAST_ROW,
    SPAN_BACK,
    SPAN_FORTH,
    TIME_BACK,
    TIME_FORTH,
    ZOOM_IN,
    ZOOM_OUT,
    ALL,
    FIT
}
