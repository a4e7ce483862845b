package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Which rules of this host stopped packets? */
public final class FirewallRule extends FindingRule {
    /** To be called by the service loader. */
    public FirewallRule() {
        super(
                "FirewallRule",
                "Packets Stopped by Firewall Rules",
                Topics.FIREWALL,
                Area.FIREWALL,
                List.of(EventNames.VERDICT, EventNames.DROP),
                "No rule of this host stopped packets.",
                List.of());
    }
}
