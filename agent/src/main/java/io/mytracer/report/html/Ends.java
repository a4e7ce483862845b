package io.mytracer.report.html;

/** Where a packet comes from and goes to. Texts may be null. */
record Ends(
        String protocol, String source, int sourcePort, String destination, int destinationPort) {}
