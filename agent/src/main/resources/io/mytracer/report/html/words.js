// Elements, numbers and times as text.

const SVG = "http://www.w3.org/2000/svg";
const NUMBER = new Intl.NumberFormat("en");

// Makes an element. Properties that begin with "on" are listeners; children may be texts.
function el(name, properties = {}, ...children) {
    return fill(document.createElement(name), properties, children);
}

function svg(name, properties = {}, ...children) {
    return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(element, properties, children) {
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (value === true) {
            element.setAttribute(name, "");
        } else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(name, value);
        }
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return element;
}

function byId(id) {
    return document.getElementById(id);
}

function number(value) {
    return NUMBER.format(value);
}

function plural(value, one, many = `${one}s`) {
    return `${number(value)} ${value === 1 ? one : many}`;
}

// A duration of nanoseconds with three digits.
function time(nanos) {
    const units = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]];
    let [unit, size] = units[0];
    for (const [name, nanosOfIt] of units) {
        if (nanos >= 0.9995 * nanosOfIt) {
            [unit, size] = [name, nanosOfIt];
        }
    }
    const value = nanos / size;
    if (unit === "s" && value >= 100) {
        return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
    }
    const digits = value >= 100 || unit === "ns" ? 0 : value >= 10 ? 1 : 2;
    return `${value.toFixed(digits)} ${unit}`;
}

function share(part, whole) {
    if (whole === 0) {
        return "0 %";
    }
    const percent = (100 * part) / whole;
    return percent > 0 && percent < 1 ? "< 1 %" : `${Math.round(percent)} %`;
}

function dateOf(relative) {
    return new Date(data.baseMillis + Math.floor(relative / 1e6));
}

function pad(value, digits) {
    return String(value).padStart(digits, "0");
}

// The time of day in the reader's zone, to the microsecond unless fewer digits are asked for.
function clock(relative, digits = 6) {
    const date = dateOf(relative);
    const micros = Math.floor((((relative % 1e6) + 1e6) % 1e6) / 1e3);
    const fraction = (pad(date.getMilliseconds(), 3) + pad(micros, 3)).slice(0, digits);
    return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`
        + (digits ? `.${fraction}` : "");
}

function fromTo(first, last) {
    return first === last ? clock(first, 3) : `${clock(first, 3)} – ${clock(last, 3)}`;
}

function day(relative) {
    const date = dateOf(relative);
    return `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

// Tells of an element while the pointer is over it or it has the focus.
function explain(element, content) {
    const tip = byId("tip");
    const show = () => {
        tip.replaceChildren(...[content()].flat());
        tip.hidden = false;
        const target = element.getBoundingClientRect();
        const below = target.bottom + 8 + tip.offsetHeight < innerHeight;
        const left = Math.min(target.left, innerWidth - tip.offsetWidth - 12);
        tip.style.left = `${Math.max(8, left)}px`;
        tip.style.top = `${below ? target.bottom + 8 : Math.max(8, target.top - tip.offsetHeight - 8)}px`;
        element.setAttribute("aria-describedby", "tip");
    };
    const hide = () => {
        tip.hidden = true;
        element.removeAttribute("aria-describedby");
    };
    element.addEventListener("pointerenter", show);
    element.addEventListener("pointerleave", hide);
    element.addEventListener("focus", show);
    element.addEventListener("blur", hide);
    element.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    return element;
}

// Lets a drawn element be used as a button, by pointer and keyboard.
function press(element, action) {
    element.addEventListener("click", action);
    element.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            action(event);
        }
    });
    return element;
}
