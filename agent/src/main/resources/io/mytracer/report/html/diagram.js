// The picture of the kernel: the ways out and in, with how many passed and how long it took.

const BOX = { width: 320, height: 64, out: 170, in: 630, across: 505, acrossWidth: 110 };
const PICTURE = { width: 1120, top: 64, bottom: 64 };

// Stages from the application down to the device. The others are drawn where packets passed them.
const STAGES = {
    OUT: ["SOCKET", "TCP", "IP", "NETFILTER", "NEIGHBOUR", "TUNNEL", "TC", "CAPTURE", "QUEUE", "QDISC", "TRANSMIT"],
    IN: ["SOCKET", "TCP", "UDP", "ICMP", "NETFILTER", "ROUTE", "IP", "TC", "CAPTURE", "RECEIVE", "GRO"],
    ACROSS: ["FORWARD", "BRIDGE", "NETFILTER", "TC"],
};
const ALWAYS = {
    OUT: ["SOCKET", "TCP", "IP", "NETFILTER", "QUEUE", "QDISC", "TRANSMIT"],
    IN: ["SOCKET", "TCP", "NETFILTER", "IP", "RECEIVE", "GRO"],
    ACROSS: [],
};
const TITLES = {
    SOCKET: "Socket", TCP: "TCP", UDP: "UDP", ICMP: "ICMP", IP: "IP", NETFILTER: "Netfilter",
    ROUTE: "Route look-up", NEIGHBOUR: "Neighbour (ARP)", TUNNEL: "Tunnel", TC: "tc filters",
    CAPTURE: "Capture", QUEUE: "Device chosen", QDISC: "Queueing discipline", TRANSMIT: "Driver, out",
    RECEIVE: "Receive core", GRO: "Driver, receive offload", FORWARD: "Forward", BRIDGE: "Bridge",
};

function stageTitle(stage, way) {
    if (stage === "SOCKET") {
        return way === "IN" ? "Socket, until it is read" : "Socket";
    }
    return TITLES[stage] ?? stage ?? "?";
}

function stageOf(way, stage) {
    return data.stages.find((known) => known.way === way && known.stage === stage);
}

function sumOf(list, valueOf) {
    return list.reduce((sum, item) => sum + valueOf(item), 0);
}

// What went wrong at a stage: marks with a number, words, and a search that finds the packets.
function troubleAt(way, stage) {
    const marks = [];
    const drops = data.drops.rows.filter(([key]) => key[0] === way && key[1] === stage);
    if (drops.length) {
        const [[, , reason]] = drops[0];
        marks.push({
            tone: "bad", sign: "✕", count: sumOf(drops, (row) => row[1]), word: "dropped", more: reason,
            search: drops.length === 1 && reason ? `reason:${quoted(reason)}` : `has:drop stage:${stage}`,
            lines: drops.map(([key, times]) => `${number(times)} × ${key[2] ?? "no reason"} in ${key[3] ?? "?"}`),
        });
    }
    if (stage === "NETFILTER") {
        const refused = data.verdicts.rows.filter(([key]) => key[0] === way && (key[6] ?? "").startsWith("DROP"));
        if (refused.length) {
            marks.push({
                tone: "bad", sign: "⊘", count: sumOf(refused, (row) => row[1]), word: "refused",
                more: ruleText(refused[0][0]), search: "has:refused",
                lines: refused.map(([key, times]) => `${number(times)} × ${ruleText(key)}`),
            });
        }
    }
    if (stage === "TCP") {
        const direction = way === "OUT" ? "sent" : "received";
        const resets = data.resets.rows.filter(([key]) => key[0] === direction);
        if (resets.length && way !== "ACROSS") {
            marks.push({
                tone: "bad", sign: "RST", count: sumOf(resets, (row) => row[1]), word: way === "OUT" ? "resets sent" : "resets received",
                more: resets[0][0][1], search: "has:reset",
                lines: resets.map(([key, times]) => `${number(times)} × ${key[2] ?? key[1] ?? key[0]}`),
            });
        }
        if (way === "OUT" && data.retransmits.rows.length) {
            marks.push({
                tone: "warn", sign: "↻", count: sumOf(data.retransmits.rows, (row) => row[1]), word: "sent again",
                more: data.retransmits.rows[0][0][0], search: "has:retransmit",
                lines: data.retransmits.rows.map(([key, times]) => `${number(times)} × ${key[0] ?? "?"}`),
            });
        }
    }
    return marks;
}

function quoted(text) {
    return /\s/.test(text) ? `"${text.replaceAll('"', "")}"` : text;
}

function drawDiagram() {
    wayWords();
    const columns = {};
    for (const way of ["OUT", "IN", "ACROSS"]) {
        columns[way] = STAGES[way].filter((stage) =>
            ALWAYS[way].includes(stage) || stageOf(way, stage)?.count || troubleAt(way, stage).length);
    }
    const most = Math.max(columns.OUT.length, columns.IN.length);
    const inner = most * (BOX.height + 30) - 30;
    const height = PICTURE.top + 34 + inner + 34 + PICTURE.bottom;
    const top = PICTURE.top + 34;
    const picture = svg("svg", {
        class: "diagram", viewBox: `0 0 ${PICTURE.width} ${height}`, role: "group",
        "aria-label": "Stages of the kernel on the way out, left, and on the way in, right",
    });
    picture.append(svg("defs", {}, arrowHead("head", "arrow-head"), arrowHead("bad-head", "bad-head")));
    picture.append(band(0, "Application", applicationWords()));
    picture.append(band(height - PICTURE.bottom, "Network device", "cable, virtual machine, container, or loopback"));
    for (const way of ["OUT", "IN"]) {
        const x = way === "OUT" ? BOX.out : BOX.in;
        const gap = (inner - columns[way].length * BOX.height) / Math.max(1, columns[way].length - 1);
        const whole = sumOf(columns[way].map((stage) => stageOf(way, stage)).filter(Boolean), (s) => s.sum);
        let before = PICTURE.top;
        columns[way].forEach((stage, index) => {
            const y = top + index * (BOX.height + gap);
            picture.append(arrow(x + BOX.width / 2, before, y, way, stageOf(way, stage)));
            picture.append(stageBox(way, stage, x, y, BOX.width, whole));
            troubleAt(way, stage).forEach((mark, nth) => picture.append(trouble(mark, way, x, y, nth)));
            before = y + BOX.height;
        });
        picture.append(arrow(x + BOX.width / 2, before, height - PICTURE.bottom, way, null));
        picture.append(svg("text", { class: "way-name", x: x + BOX.width / 2 + 12, y: PICTURE.top + 22 },
            way === "OUT" ? "out: write()" : "in: read()"));
    }
    const across = sumOf(columns.ACROSS.map((stage) => stageOf("ACROSS", stage)).filter(Boolean), (s) => s.sum);
    columns.ACROSS.forEach((stage, index) => {
        const y = top + inner / 2 - 40 + index * (BOX.height + 16);
        picture.append(stageBox("ACROSS", stage, BOX.across, y, BOX.acrossWidth, across));
        troubleAt("ACROSS", stage).forEach((mark, nth) => picture.append(trouble(mark, "ACROSS", BOX.across, y, nth)));
    });
    byId("diagram").append(picture);
    placesTable();
}

function arrowHead(id, name) {
    return svg("marker", { id, class: name, viewBox: "0 0 10 10", refX: 8, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto" },
        svg("path", { d: "M0 0 10 5 0 10z" }));
}

function band(y, title, words) {
    return svg("g", { class: "band" },
        svg("rect", { x: 4, y: y + 4, width: PICTURE.width - 8, height: 56, rx: 10 }),
        svg("text", { class: "name", x: PICTURE.width / 2, y: y + 28 }, title),
        svg("text", { class: "words", x: PICTURE.width / 2, y: y + 47 }, words));
}

function applicationWords() {
    const calls = data.calls.rows.map(([key, times]) => `${number(times)} × ${key[0]}`);
    return calls.length ? `calls on sockets: ${calls.join(", ")}` : "the JVM, with its threads";
}

function arrow(x, from, to, way, stage) {
    const used = stage === null || stage?.count;
    return svg("line", {
        class: `arrow${used ? "" : " unused"}`, x1: x, x2: x,
        y1: way === "OUT" ? from + 2 : to - 2, y2: way === "OUT" ? to - 3 : from + 3,
        "marker-end": "url(#head)",
    });
}

function stageBox(way, stage, x, y, width, whole) {
    const times = stageOf(way, stage);
    const part = times && whole ? times.sum / whole : 0;
    const narrow = width < 200;
    const lines = times
        ? [
            `${plural(times.count, "hop")}`,
            times.timed ? `p50 ${time(times.p50)} · p99 ${time(times.p99)}` : "",
        ]
        : [data.watched && !data.watched.includes(`${way} ${stage}`)
            ? "not watched on this kernel" : "no packet seen here"];
    const box = svg("g", {
        class: `stage${times ? "" : " empty"}${part > 0.25 ? " heavy" : ""}`, tabindex: 0, role: "button",
        "aria-label": `${stageTitle(stage, way)}, ${lines.join(", ")}, ${share(part, 1)} of the time on this way`,
        transform: `translate(${x} ${y})`,
    },
        svg("rect", { class: "body", width, height: BOX.height, rx: 8 }),
        svg("rect", { class: "heat", width, height: BOX.height, rx: 8, "fill-opacity": (0.5 * part).toFixed(3) }),
        svg("text", { class: "name", x: 14, y: 23 }, narrow ? TITLES[stage] : stageTitle(stage, way)),
        times && !narrow ? svg("text", { class: "share", x: width - 14, y: 23 }, share(part, 1)) : null,
        svg("text", { class: "count", x: 14, y: 45 }, lines[0]),
        times && !narrow ? svg("text", { class: "times", x: width - 14, y: 45 }, lines[1]) : null,
        svg("rect", { class: "track", x: 14, y: 54, width: width - 28, height: 3, rx: 1.5 }),
        svg("rect", { class: "part", x: 14, y: 54, width: Math.max(0, (width - 28) * part), height: 3, rx: 1.5 }));
    explain(box, () => stageTip(way, stage));
    return press(box, () => searchFor(`stage:${stage}`));
}

function stageTip(way, stage) {
    const places = data.places.filter((place) => place.way === way && place.stage === stage)
        .sort((a, b) => b.count - a.count).slice(0, 8);
    return [
        el("h4", {}, `${stage}: ${data.stageWords[stage] ?? ""}`),
        places.length ? el("dl", {}, places.map((place) => [
            el("dt", {}, el("code", {}, place.function ?? "?"),
                ` ${number(place.count)}${place.timed ? `, p50 ${time(place.p50)}, p99 ${time(place.p99)}` : ""}`),
            el("dd", {}, data.explanations[place.function] ?? "")]))
            : el("p", {}, "Nothing was seen here."),
    ];
}

function trouble(mark, way, x, y, nth) {
    const left = way === "OUT";
    const across = way === "ACROSS";
    const cx = across ? x + 20 + nth * 40 : left ? x - 18 : x + BOX.width + 18;
    const cy = across ? y + BOX.height + 10 : y + 16 + nth * 34;
    const words = across ? [] : [
        svg("text", { class: "trouble-count", x: left ? cx - 16 : cx + 16, y: cy + 1 }, `${number(mark.count)} ${mark.word}`),
        svg("text", { class: "trouble-more", x: left ? cx - 16 : cx + 16, y: cy + 14 }, shortened(mark.more ?? "", 20)),
    ];
    const drawn = svg("g", {
        class: `trouble ${mark.tone} ${left ? "left" : "right"}`, tabindex: 0, role: "button",
        "aria-label": `${number(mark.count)} ${mark.word}: ${mark.lines.join("; ")}`,
    },
        across ? null : svg("line", { x1: left ? x : x + BOX.width, x2: left ? cx + 10 : cx - 10, y1: cy, y2: cy }),
        svg("circle", { cx, cy, r: 11 }),
        svg("text", { class: `sign${mark.sign.length > 1 ? " long" : ""}`, x: cx, y: cy + 0.5 }, mark.sign),
        words);
    explain(drawn, () => [el("h4", {}, `${number(mark.count)} ${mark.word}`),
        el("ul", {}, mark.lines.slice(0, 10).map((line) => el("li", {}, line)))]);
    return press(drawn, () => searchFor(mark.search));
}

function shortened(text, most) {
    return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

// Says in one line where packets spent their time.
function wayWords() {
    const timed = data.stages.filter((stage) => stage.sum > 0);
    const whole = sumOf(timed, (stage) => stage.sum);
    if (whole === 0) {
        byId("way-words").append("No times were recorded.");
        return;
    }
    const longest = timed.sort((a, b) => b.sum - a.sum).slice(0, 3)
        .filter((stage) => stage.sum > 0.01 * whole)
        .map((stage) => el("b", {}, `${share(stage.sum, whole)} ${wayText(stage)}`));
    byId("way-words").append("Where packets spent their time: ",
        ...longest.flatMap((part, index) => (index ? [", ", part] : [part])),
        ". Counts are hops; a bar is a stage's share of the time on its way.");
}

function wayText(stage) {
    if (stage.stage === "SOCKET" && stage.way === "IN") {
        return "at the socket, until the application read";
    }
    const way = stage.way === "OUT" ? "out" : stage.way === "IN" ? "in" : "through";
    return `in ${TITLES[stage.stage] ?? stage.stage} on the way ${way}`;
}

function placesTable() {
    const heads = ["Way", "Stage", "Place", "Hops", "p50", "p90", "p99", "Longest", "What happens there"];
    const order = (place) => STAGES[place.way]?.indexOf(place.stage) ?? 99;
    const sorted = [...data.places].sort((a, b) => a.way.localeCompare(b.way) || order(a) - order(b) || b.count - a.count);
    byId("places").append(el("div", { class: "scroll" }, el("table", {},
        el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
        el("tbody", {}, sorted.slice(0, 500).map((place) => el("tr", {},
            el("td", {}, place.way.toLowerCase()), el("td", {}, place.stage ?? "–"),
            el("td", {}, el("code", {}, place.function ?? "–")),
            [number(place.count), ...[place.p50, place.p90, place.p99, place.max].map((value) => place.timed ? time(value) : "–")]
                .map((value) => el("td", { class: "number" }, value)),
            el("td", {}, data.explanations[place.function] ?? "")))))));
}
