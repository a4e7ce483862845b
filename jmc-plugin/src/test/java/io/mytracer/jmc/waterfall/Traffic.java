package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.item.IItemCollection;

/** A recording of sixty packets of three sockets, each on its way when the next one comes. */
final class Traffic {
    private static final Stage[] WAY = {
        Stage.SOCKET, Stage.TCP, Stage.IP, Stage.NETFILTER, Stage.QDISC, Stage.TRANSMIT
    };

    private Traffic() {}

    static IItemCollection record() throws Exception {
        return Script.record(
                script -> {
                    script.kernel("6.12.5-amd64");
                    Call call = new Call("write", 1, 100, 9_999);
                    call.begin();
                    Thread.sleep(5);
                    call.commit();
                    for (int id = 1; id <= 60; id++) {
                        // No two events end at once: JMC 9.1 loses some of those.
                        long at = id * 310_000L;
                        script.of(40_000 + id % 3, 1 + id % 3, id % 2 == 0 ? "IN" : "OUT")
                                .withSeq(id * 100L);
                        for (int i = 0; i < WAY.length; i++) {
                            long ticks = 100_000L * (i + 1);
                            script.hop(id, WAY[i].name(), "tcp_v4_rcv", at, ticks);
                            at += ticks;
                        }
                        if (id % 7 == 0) {
                            script.verdict(id, "DROP", at - 900_000, 1_000);
                        } else {
                            script.verdict(id, "ACCEPT", at - 900_000, 40_000);
                        }
                        if (id % 10 == 0) {
                            script.drop(id, "NO_SOCKET", at);
                        }
                    }
                });
    }
}
