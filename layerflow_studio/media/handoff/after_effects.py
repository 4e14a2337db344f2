"""A script for After Effects: imports the media, says what its alpha and rate are, and builds the comp.

ECMAScript 3 in pure ASCII, as every version of After Effects reads it. The plan is a literal; properties are
named by match names, which are the same in every language of the program.
"""

from __future__ import annotations

import json

from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.media.handoff.links import Links, escaped
from layerflow_studio.media.handoff.timeline import Item, Timeline, plain_text

_BLEND = {
    BlendMode.OVER: "NORMAL",
    BlendMode.ADD: "ADD",
    BlendMode.SCREEN: "SCREEN",
    BlendMode.MULTIPLY: "MULTIPLY",
    BlendMode.OVERLAY: "OVERLAY",
    BlendMode.SOFT_LIGHT: "SOFT_LIGHT",
    BlendMode.HARD_LIGHT: "HARD_LIGHT",
    BlendMode.DARKEN: "DARKEN",
    BlendMode.LIGHTEN: "LIGHTEN",
    BlendMode.DIFFERENCE: "DIFFERENCE",
}

_SCRIPT = """\
// Made by LayerFlow Studio. In After Effects: File > Scripts > Run Script File...
(function () {
    var plan = @PLAN@;
    var rate = plan.rate[0] / plan.rate[1];
    var here = new File($.fileName).parent;

    function seconds(frames) {
        return frames * plan.rate[1] / plan.rate[0];
    }

    // Media beside this script comes first, so that the whole folder can be moved.
    function find(media) {
        var places = [], place, i;
        if (media.relative !== null) {
            places.push(here.absoluteURI + "/" + media.relative);
        }
        if (media.absolute !== null) {
            places.push(media.absolute);
        }
        for (i = 0; i < places.length; i += 1) {
            place = new File(places[i]);
            if (place.exists) {
                return place;
            }
        }
        return null;
    }

    function importMedia(media) {
        var options = new ImportOptions(find(media));
        options.sequence = false;
        var item = app.project.importFile(options);
        item.name = media.name;
        if (media.alpha) {
            item.mainSource.alphaMode = AlphaMode.STRAIGHT;
        }
        item.mainSource.conformFrameRate = rate;
        return item;
    }

    function place(layer, values) {
        var group = layer.property("ADBE Transform Group");
        group.property("ADBE Anchor Point").setValue(values.anchor);
        group.property("ADBE Position").setValue(values.position);
        group.property("ADBE Scale").setValue(values.scale);
        group.property("ADBE Rotate Z").setValue(values.rotation);
        group.property("ADBE Opacity").setValue(values.opacity);
    }

    function build() {
        var comp = app.project.items.addComp(
            plan.name, plan.width, plan.height, 1, seconds(plan.frames), rate
        );
        var footage = [], i, values, layer;
        for (i = 0; i < plan.media.length; i += 1) {
            footage.push(importMedia(plan.media[i]));
        }
        if (plan.drop !== null && "dropFrame" in comp) {
            comp.dropFrame = plan.drop;
        }
        comp.displayStartTime = seconds(plan.start);
        for (i = 0; i < plan.layers.length; i += 1) {
            values = plan.layers[i];
            layer = comp.layers.add(footage[values.media]);
            layer.name = values.name;
            layer.startTime = seconds(values.start - values.source);
            layer.inPoint = seconds(values.start);
            layer.outPoint = seconds(values.start + values.frames);
            layer.blendingMode = BlendingMode[values.blend];
            place(layer, values);
            layer.enabled = values.enabled;
        }
        if (comp.markerProperty) {
            for (i = 0; i < plan.markers.length; i += 1) {
                values = plan.markers[i];
                comp.markerProperty.setValueAtTime(seconds(values.frame), new MarkerValue(values.name));
            }
        }
        comp.openInViewer();
    }

    var missing = [], n;
    for (n = 0; n < plan.media.length; n += 1) {
        if (find(plan.media[n]) === null) {
            missing.push(plan.media[n].name);
        }
    }
    if (missing.length > 0) {
        alert("These files are neither beside the script nor where they were:\\n" + missing.join("\\n"));
        return;
    }
    app.beginUndoGroup("Import " + plan.name);
    try {
        build();
    } finally {
        app.endUndoGroup();
    }
}());
"""


def write_after_effects(timeline: Timeline, links: Links) -> bytes:
    """Return the script, ASCII."""
    rate = timeline.rate
    plan = {
        "name": timeline.name,
        "width": timeline.width,
        "height": timeline.height,
        "rate": [rate.numerator, rate.denominator],
        "frames": timeline.length,
        "start": timeline.start,
        "drop": timeline.drop if timeline.is_ntsc and timeline.timebase % 30 == 0 else None,
        "media": [
            {
                "name": plain_text(media.path.name),
                "relative": None if (inside := links.relative(media.path)) is None else escaped(inside),
                "absolute": None if links.portable else escaped(media.path.as_posix(), safe="/:"),
                "alpha": media.has_alpha,
            }
            for media in timeline.media
        ],
        "layers": [_layer(item, timeline) for item in timeline.items],
        "markers": [{"frame": mark.frame, "name": mark.name} for mark in timeline.marks],
    }
    literal = json.dumps(plan, ensure_ascii=True, indent=4).replace("\n", "\n    ")
    return _SCRIPT.replace("@PLAN@", literal).encode("ascii")


def _layer(item: Item, timeline: Timeline) -> dict[str, object]:
    place = item.placement
    return {
        "name": item.name,
        "media": timeline.media.index(item.media),
        "start": item.start,
        "frames": item.length,
        "source": item.source_in,
        "enabled": item.enabled,
        "blend": _BLEND[item.blend],
        "opacity": item.opacity * 100,
        "anchor": list(place.anchor),
        "position": list(place.position),
        "scale": [place.scale[0] * 100, place.scale[1] * 100],
        "rotation": place.rotation,
    }
