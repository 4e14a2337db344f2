// As much of After Effects' object model as our script may use, recording what it is told. Anything else it
// touches is an error. Usage: node after_effects_model.js SCRIPT FOLDER
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [script, home] = process.argv.slice(2);
const record = { imports: [], comps: [], alerts: [], undo: [] };

function strict(name, members, target) {
    return new Proxy(target, {
        get(object, key) {
            if (typeof key === "symbol" || key in object || members.includes(key)) return object[key];
            throw new Error(`${name} has no ${String(key)}`);
        },
        set(object, key, value) {
            if (!members.includes(key)) throw new Error(`${name}.${String(key)} cannot be set`);
            if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${name}.${key} is ${value}`);
            object[key] = value;
            return true;
        },
    });
}

function File(name) {
    // ExtendScript takes addresses: slashes and percent escapes.
    this.fsName = decodeURIComponent(name);
    this.exists = fs.existsSync(this.fsName);
    this.absoluteURI = encodeURI(this.fsName);
}
Object.defineProperty(File.prototype, "parent", {
    get() { return new File(encodeURI(path.dirname(this.fsName))); },
});
function ImportOptions(file) {
    if (!(file instanceof File) || !file.exists) throw new Error("ImportOptions needs a file that exists");
    this.file = file;
}
function MarkerValue(comment) { this.comment = comment; }

function numbered(names) {
    return strict("enumeration", [], Object.fromEntries(names.map((name) => [name, `<${name}>`])));
}

function property(values, key) {
    return { setValue(value) { values[key] = value; } };
}

function addLayer(comp, footage) {
    if (!footage || !footage.mainSource) throw new Error("layers.add needs imported footage");
    const transform = {};
    const groups = ["Anchor Point", "Position", "Scale", "Rotate Z", "Opacity"].map((name) => `ADBE ${name}`);
    const data = {
        source: footage.file,
        transform,
        property(name) {
            if (name !== "ADBE Transform Group") throw new Error(`no property group ${name}`);
            return {
                property(member) {
                    if (!groups.includes(member)) throw new Error(`no property ${member}`);
                    return property(transform, member);
                },
            };
        },
    };
    comp.stack.unshift(data); // the newest layer lies on top
    return strict("layer", ["name", "startTime", "inPoint", "outPoint", "blendingMode", "enabled"], data);
}

function addComp(name, width, height, aspect, duration, frameRate) {
    if (arguments.length !== 6 || width % 1 || height % 1 || duration <= 0) throw new Error("addComp");
    const data = { name, width, height, aspect, duration, frameRate, stack: [], markers: [], opened: false, dropFrame: false };
    data.layers = { add: (footage) => addLayer(data, footage) };
    data.markerProperty = {
        setValueAtTime(time, value) {
            if (!(value instanceof MarkerValue)) throw new Error("a marker needs a MarkerValue");
            data.markers.push({ time, comment: value.comment });
        },
    };
    data.openInViewer = () => { data.opened = true; };
    record.comps.push(data);
    return strict("comp", ["displayStartTime", "dropFrame"], data);
}

function importFile(options) {
    if (!(options instanceof ImportOptions)) throw new Error("importFile needs ImportOptions");
    const source = {};
    const data = { file: options.file.fsName, sequence: options.sequence, source };
    const mainSource = strict("mainSource", ["alphaMode", "conformFrameRate"], source);
    Object.defineProperty(data, "mainSource", { value: mainSource, enumerable: false });
    record.imports.push(data);
    return strict("footage", ["name"], data);
}

const world = {
    $: { fileName: path.join(home, path.basename(script)) },
    File,
    ImportOptions,
    MarkerValue,
    AlphaMode: numbered(["IGNORE", "STRAIGHT", "PREMULTIPLIED"]),
    BlendingMode: numbered(["NORMAL", "ADD", "SCREEN", "MULTIPLY"]),
    alert: (text) => record.alerts.push(text),
    app: strict("app", [], {
        project: strict("project", [], { importFile, items: strict("items", [], { addComp }) }),
        beginUndoGroup: (name) => record.undo.push(`begin ${name}`),
        endUndoGroup: () => record.undo.push("end"),
    }),
};
vm.runInNewContext(fs.readFileSync(script, "ascii"), world);
process.stdout.write(JSON.stringify(record));
