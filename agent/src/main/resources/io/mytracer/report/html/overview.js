// What was recorded, how far it can be trusted, and what is wrong.

const LOSS_WORDS = {
    ringFull: "records that found no room between kernel and agent: hops, drops and resets are missing",
    mapFull: "packets or sockets that could not be followed: whole packets are missing",
    stackLost: "kernel stacks that could not be taken",
    recursion: "calls that the kernel left out while a program of the tracer ran: single hops are missing",
    unmatched: "records that fit to no packet",
};

function count(type) {
    return data.counts[`mytracer.${type}`] ?? 0;
}

function lost() {
    return Object.values(data.health.losses).reduce((sum, value) => sum + value, 0);
}

function drawOverview() {
    const span = data.last - data.first;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    document.title = `mytracer: ${data.files.join(", ")}`;
    const status = data.health.status;
    const words = [
        el("p", { class: "files" }, data.files.join(", ")),
        el("p", { class: "when" }, Object.keys(data.counts).length === 0
            ? "There is nothing of mytracer in it."
            : `${day(data.first)} ${clock(data.first, 3)} – ${clock(data.last, 3)} (${zone}), `
              + `${time(span)}${status?.kernel ? `, Linux ${status.kernel}` : ""}`),
    ];
    byId("overview").append(el("div", { class: "what" }, words), tiles(), trust());
}

function tiles() {
    const paths = count("PacketPath");
    const refused = data.verdicts.rows.filter(([key]) => (key[6] ?? "").startsWith("DROP"))
        .reduce((sum, row) => sum + row[1], 0);
    const all = [
        [paths || packets.id.filter((id) => id !== 0).length, "packets", ""],
        [count("SkbHop"), "hops", ""],
        [count("KernelDrop"), "dropped", "bad"],
        [refused, "refused by filters", "bad"],
        [count("TcpReset"), "resets", "bad"],
        [count("TcpRetransmit"), "sent again", "warn"],
        [lost(), "records lost", "warn"],
    ];
    return el("dl", { class: "tiles" }, all.map(([value, label, tone]) =>
        el("div", { class: value ? tone : "none" }, el("dt", {}, label), el("dd", {}, number(value)))));
}

function trust() {
    const doubts = [...data.notes, ...data.health.problems];
    for (const [cause, value] of Object.entries(data.health.losses)) {
        if (value > 0) {
            doubts.push(`${number(value)} ${LOSS_WORDS[cause]}`);
        }
    }
    const status = data.health.status;
    if (status && status.duty > 0 && status.duty < 1) {
        doubts.push(`Whole ways of packets were recorded ${share(status.duty, 1)} of the time.`);
    }
    const sampling = sampled();
    const facts = [];
    if (status) {
        facts.push(
            ["Watched by", status.backend],
            ["Places watched", number(status.hopCount)],
            ["Places missing", status.missingHops],
            ["Methods missing", status.missingJoinPoints],
            ["Sockets of native code", status.nativeSockets ? number(status.nativeSockets) : null],
            ["Clock", `kernel times are exact to ${time(status.clockError)}`],
            ["Privileges", status.privileges],
        );
    }
    const complete = doubts.length === 0;
    const title = complete
        ? status ? "Complete: the tracer lost nothing" : "The tracer has not told whether anything is missing"
        : "Not complete";
    return el("div", { class: `notice ${complete ? (status ? "good" : "") : "warning"}` },
        el("h2", {}, title),
        doubts.length ? el("ul", {}, doubts.map((line) => el("li", {}, line))) : null,
        sampling ? el("p", {}, sampling) : null,
        facts.length ? el("details", {}, el("summary", {}, "What the tracer watched"),
            el("dl", { class: "facts" }, facts.filter(([, value]) => value)
                .map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))) : null);
}

// What of the packets is in the table; null where all are.
function sampled() {
    const { seen, share: kept, remarkableShare } = data.sample;
    if (kept === 1) {
        return null;
    }
    const remarkable = "that were dropped, refused, reset or sent again";
    const first = remarkableShare === 1 ? `all packets ${remarkable}` : `${percent(remarkableShare)} of the packets ${remarkable}`;
    return `One by one the page shows ${number(rows.time.length)} of ${number(seen)} events about packets: `
        + `${first}, and ${percent(kept)} of the others, chosen evenly, each with all of its way. `
        + "Findings, counts, times and stacks are over all.";
}

function percent(part) {
    return `${(100 * part).toPrecision(2)} %`;
}

function drawFindings() {
    const list = byId("findings-list");
    if (data.findings.length === 0) {
        list.append(el("p", { class: "notice good" }, "No rule found anything wrong."));
        return;
    }
    const order = ["ERROR", "WARNING", "INFO"];
    for (const severity of order) {
        const those = data.findings.filter((finding) => finding.severity === severity);
        list.append(...those.map((finding) => findingOf(finding)));
    }
}

function findingOf(finding) {
    const packet = finding.packet === 0 ? -1 : packetOfId(finding.packet);
    const when = finding.first === null ? null : fromTo(finding.first, finding.last ?? finding.first);
    return el("article", { class: `finding ${finding.severity.toLowerCase()}` },
        el("h3", {}, el("span", { class: "severity" }, finding.severity.toLowerCase()), finding.title),
        el("p", {}, finding.explanation),
        finding.evidence.length
            ? el("ul", { class: "evidence" }, finding.evidence.map((line) => el("li", {}, line))) : null,
        el("p", { class: "remedy" }, el("b", {}, "What to do: "), finding.remedy),
        el("p", { class: "foot" },
            `${finding.rule} · ${plural(finding.count, "time")}`, when ? ` · ${when}` : "",
            packet < 0 ? "" : " · ",
            packet < 0 ? null : el("button", { type: "button", class: "link", onclick: () => openPacket(packet) },
                `show packet ${finding.packet}`),
            when && finding.last > finding.first ? [" · ", el("button", { type: "button", class: "link",
                onclick: () => selectRange(finding.first, finding.last) }, "select its time")] : null));
}
