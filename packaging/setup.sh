#!/usr/bin/env bash
# Makes everything the app and its tests need: system libraries, .venv, pinned packages. Safe to call at any
# time; when nothing has changed it returns at once.
#
#   packaging/setup.sh          the app and the tests
#   packaging/setup.sh train    the packages for training as well
#
# LAYERFLOW_PYTHON       the Python to build .venv from (3.11 or newer)
# LAYERFLOW_PIP_ARGS     more arguments for pip, for example "--index-url https://..." for another torch build
# LAYERFLOW_SKIP_SYSTEM  set to 1 to skip the check for system libraries
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."

with_train=""
case "${1:-}" in
    "") ;;
    train) with_train=yes ;;
    *) echo "setup: unknown argument '$1': give nothing or 'train'." >&2; exit 2 ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    say "installing system packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }; then
        stop "apt-get could not install $*: see its message above."
    fi
}

# --- system libraries -------------------------------------------------------------------------------------
# What Qt's widgets, its X11 platform plugin and OpenCV load and no wheel brings: name to load, Debian package.
libraries="
libEGL.so.1             libegl1
libGL.so.1              libgl1
libX11.so.6             libx11-6
libX11-xcb.so.1         libx11-xcb1
libbrotlidec.so.1       libbrotli1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libglib-2.0.so.0        libglib2.0-0
libgssapi_krb5.so.2     libgssapi-krb5-2
libxcb.so.1             libxcb1
libxcb-cursor.so.0      libxcb-cursor0
libxcb-glx.so.0         libxcb-glx0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render.so.0      libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-shm.so.0         libxcb-shm0
libxcb-sync.so.1        libxcb-sync1
libxcb-util.so.1        libxcb-util1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
"

missing_packages() {
    local present name package
    present="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)"
    while read -r name package; do
        [ -z "$name" ] || [[ "$present" == *$'\t'"$name "* ]] || printf '%s ' "$package"
    done <<<"$libraries"
    [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts -name '*.[ot]tf' -print -quit 2>/dev/null)" ] ||
        printf 'fonts-dejavu-core '
}

if [ "$(uname -s)" = Linux ] && [ "${LAYERFLOW_SKIP_SYSTEM:-}" != 1 ]; then
    missing="$(missing_packages)"
    missing="${missing% }"
    if [ -n "$missing" ]; then
        can_apt || stop "system libraries are missing; install them and run this again, on Debian and Ubuntu with:" \
            "sudo apt-get install $missing"
        # shellcheck disable=SC2086  # a list of words
        apt_install $missing
    fi
    # Tests marked `apps` compare our pictures with those of these programs, or drag files to another one under an
    # X server; that is too much to ask of anyone.
    if [ "${CI:-}" = true ] && can_apt; then
        programs=""
        command -v melt >/dev/null || programs="melt"
        [ -e /usr/lib/frei0r-1/cairoblend.so ] || programs="$programs frei0r-plugins"
        command -v blender >/dev/null || programs="$programs blender"
        command -v Xvfb >/dev/null || programs="$programs xvfb"
        command -v xdotool >/dev/null || programs="$programs xdotool"
        # shellcheck disable=SC2086  # a list of words
        [ -z "$programs" ] || apt_install $programs
    fi
fi

# --- Python -----------------------------------------------------------------------------------------------
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${LAYERFLOW_PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate" && has_venv "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    local python
    if ! python="$(find_python)"; then
        [ -z "${LAYERFLOW_PYTHON:-}" ] || stop "LAYERFLOW_PYTHON=$LAYERFLOW_PYTHON is no Python 3.11 or newer with its venv module."
        can_apt || stop "Python 3.11 or newer with its venv module is needed; on Debian and Ubuntu install it with:" \
            "sudo apt-get install python3 python3-venv"
        apt_install python3 python3-venv
        hash -r
        python="$(find_python)" || stop "this system's Python is older than 3.11: name a newer one in LAYERFLOW_PYTHON."
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# --- packages ---------------------------------------------------------------------------------------------
wanted="$(cat pyproject.toml packaging/constraints.txt packaging/constraints-train.txt packaging/setup.sh <(pwd) |
    sha256sum | cut -d' ' -f1)"
stamp=".venv/.layerflow-setup"
have="$(cat "$stamp" 2>/dev/null || true)"
if [ "$have" = "$wanted train" ] || { [ -z "$with_train" ] && [ "$have" = "$wanted" ]; }; then
    exit 0
fi

rm -f "$stamp"
# A .venv that was moved or whose Python is gone is made anew.
if ! .venv/bin/python -c pass 2>/dev/null || ! grep -qF "$PWD/.venv" .venv/bin/activate; then
    make_venv
fi

extras="dev"
constraints=(-c packaging/constraints.txt)
if [ -n "$with_train" ]; then
    extras="dev,train"
    constraints+=(-c packaging/constraints-train.txt)
fi
quiet=()
if [ "${CI:-}" = true ] || ! [ -t 2 ]; then quiet=(--quiet --progress-bar off); fi
say "installing Python packages (torch is large: the first time takes some minutes)"
# shellcheck disable=SC2086  # a list of words
.venv/bin/python -m pip install --no-input --disable-pip-version-check "${quiet[@]}" "${constraints[@]}" \
    -e ".[$extras]" ${LAYERFLOW_PIP_ARGS:-} ||
    stop "pip could not install the packages: see its message above, then run this again."
printf '%s' "$wanted${with_train:+ train}" >"$stamp"
say "done"
