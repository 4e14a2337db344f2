"""The language of the interface: our translations and Qt's own, put in before the first window is made."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from layerflow_studio.core.shipped import RESOURCES

SYSTEM, SOURCE = "system", "en"


def install_language(app: QCoreApplication, wanted: str = SYSTEM) -> str:
    """Have the application speak a language, or the system's where we have that; returns which it is."""
    language = spoken(wanted)
    QLocale.setDefault(QLocale.system() if language == _of_system() else QLocale(language))
    if language == SOURCE:
        return language
    for folder, name in (
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{language}"),
        (str(RESOURCES / "translations"), f"layerflow_{language}"),
    ):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
    return language


def spoken(wanted: str) -> str:
    """Return the language that is meant: one that there is a translation for, else English."""
    language = _of_system() if wanted == SYSTEM else wanted
    return language if language in languages() else SOURCE


def languages() -> tuple[str, ...]:
    """Return the languages there are, English first."""
    found = sorted((RESOURCES / "translations").glob("layerflow_*.qm"))
    return (SOURCE, *(path.stem.removeprefix("layerflow_") for path in found))


def _of_system() -> str:
    return QLocale.system().name().partition("_")[0]
