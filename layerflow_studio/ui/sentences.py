"""What the floors below say in English, said in the language of the interface.

They know no Qt and no languages: they make a `Sentence` of a template and values. `packaging/translate.py` collects
the templates for the translators, and `said` puts the values into the translated one.
"""

from __future__ import annotations

from enum import Enum
from string import Formatter
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from layerflow_studio.core.byte_sizes import BYTES_OF_STAGE, bytes_text
from layerflow_studio.core.kinds import Property, Role
from layerflow_studio.errors import Told
from layerflow_studio.sentence import Sentence
from layerflow_studio.ui.numbers import local_digits
from layerflow_studio.ui.timeline.words import property_name
from layerflow_studio.ui.words import first_upper, role_name, translate

_SOURCE = (QLocale.Language.English, QLocale.Language.C)


def said(words: str | Told) -> str:
    """Return a sentence, or what an error says, in the language of the interface.

    What has no translation comes as it is.
    """
    sentence = words.sentence if isinstance(words, Told) else words
    if not isinstance(sentence, Sentence):
        return QCoreApplication.translate("Sentences", sentence) if sentence else ""
    local = QCoreApplication.translate("Sentences", sentence.template) if sentence.template else ""
    return _Filler().vformat(local, (), sentence.values) if sentence.values else local


class _Filler(Formatter):
    """Fills values in as they are written here: sentences translated, numbers and quotes as usual here."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "r" and isinstance(value, str) and QLocale().language() not in _SOURCE:
            return QLocale().quoteString(value)
        return super().convert_field(value, conversion)  # pyright: ignore[reportArgumentType]

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Role):
            return role_name(value)
        if isinstance(value, Property):
            return property_name(value)
        if isinstance(value, Sentence):
            return said(value)
        if isinstance(value, Enum):
            return said(Sentence(str(value)))
        text = super().format_field(value, format_spec)
        return local_digits(text) if isinstance(value, float) else text


def size_text(count: float) -> str:
    """Return an amount of bytes with at most three figures, such as "3.4 GB"."""
    return said(bytes_text(count))


def bytes_done(stage: str, done: int, total: int, pace: float | None) -> str:
    """How much of a stage that counts bytes is done: "1.2 GB of 3.4 GB, 12 MB/s"; empty for other stages."""
    each = BYTES_OF_STAGE.get(stage, 0)
    if not each or total <= 0:
        return ""
    there, whole = size_text(done * each), size_text(total * each)
    text = translate("Words", "{done} of {total}").format(done=there, total=whole)
    return f"{text}, {size_text(pace)}/s" if pace is not None else text


def stage_name(stage: str) -> str:
    """What a stage of work is called; one without a name of its own is what the sentence says."""
    return {
        "compose": translate("Words", "Composing the layers below"),
        "load": translate("Words", "Loading the model"),
        "encode": translate("Words", "Reading the prompts"),
        "denoise": translate("Words", "Denoising"),
        "decode": translate("Words", "Decoding"),
        "straighten": translate("Words", "Cleaning the alpha"),
        "store": translate("Words", "Storing"),
        "compare": translate("Words", "Comparing what was kept"),
        "ask": translate("Words", "Asking the hub"),
        "check": translate("Words", "Checking files"),
        "copy": translate("Words", "Copying"),
        "download": translate("Words", "Downloading"),
        "convert": translate("Words", "Converting"),
    }.get(stage) or first_upper(said(stage))
