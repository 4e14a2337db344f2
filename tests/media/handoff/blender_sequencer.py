"""Runs inside Blender: puts movies into the sequencer and renders them as pictures.

blender -b --factory-startup --python-exit-code 1 --python blender_sequencer.py -- PLAN.json FOLDER
"""

from __future__ import annotations

import json
import sys

import bpy  # pyright: ignore[reportMissingImports]

plan_path, folder = sys.argv[sys.argv.index("--") + 1 :]
with open(plan_path, encoding="utf-8") as file:  # noqa: PTH123 (as small as Blender's Python needs)
    plan = json.load(file)

scene = bpy.context.scene
scene.render.fps, scene.render.fps_base = plan["fps"], 1.0
scene.render.resolution_x, scene.render.resolution_y = plan["width"], plan["height"]
scene.render.resolution_percentage = 100
scene.render.use_sequencer = True
scene.render.dither_intensity = 0.0
scene.frame_start, scene.frame_end = 1, plan["frames"]
scene.view_settings.view_transform = "Standard"
scene.sequencer_colorspace_settings.name = "sRGB"
scene.render.image_settings.file_format = "PNG"
scene.render.image_settings.color_mode = "RGB"
scene.render.image_settings.color_depth = "8"
scene.render.filepath = folder + "/"
editor = scene.sequence_editor_create()
for channel, shot in enumerate(plan["shots"], 1):
    strip = editor.sequences.new_movie(
        f"shot {channel}", shot["path"], channel, 1 + shot["blank"] - shot["first"], fit_method="ORIGINAL"
    )
    strip.frame_offset_start = shot["first"]
    strip.frame_final_duration = shot["length"]
    if strip.alpha_mode != "STRAIGHT":
        raise SystemExit("Blender no longer takes movies to be straight")
    strip.blend_type = "ALPHA_OVER"
    strip.blend_alpha = shot["opacity"]
bpy.ops.render.render(animation=True)
