#!/usr/bin/env bash
# Install the system libraries that Qt needs on a bare Debian, and nothing that is there already.
set -euo pipefail

[ "$(uname)" = Linux ] || exit 0

# What must be there | the Debian package that brings it. Libraries are looked up by name and not
# by package, because Debian 13 and Ubuntu renamed some packages.
needs='
libglib-2.0.so.0 libglib2.0-0
libGL.so.1 libgl1
libEGL.so.1 libegl1
libxkbcommon.so.0 libxkbcommon0
libfreetype.so.6 libfreetype6
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libxcb-cursor.so.0 libxcb-cursor0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-xkb.so.1 libxcb-xkb1
libxcb-shape.so.0 libxcb-shape0
libxcb-randr.so.0 libxcb-randr0
libSM.so.6 libsm6
libICE.so.6 libice6
libcups.so.2 libcups2
xvfb-run xvfb
xauth xauth
'

cache=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null || true)
missing=()
while read -r thing package; do
    case "$thing" in
        '') ;;
        lib*) grep -q "^[[:space:]]*$thing " <<<"$cache" || missing+=("$package") ;;
        *) command -v "$thing" >/dev/null || missing+=("$package") ;;
    esac
done <<<"$needs"
# pip checks certificates against the system's list
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
"$(dirname "$0")/find_python.sh" >/dev/null 2>&1 || missing+=(python3 python3-venv)

[ ${#missing[@]} -gt 0 ] || exit 0

command="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "缺少系统库：${missing[*]}（这是 Debian 的包名）。本机没有 apt-get，请用系统自带的软件管理程序安装同名或相近的包，再试一次。" >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
        echo "缺少系统库，而当前用户无权安装。请由管理员运行：$command，再试一次。" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "安装系统库：${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${as_root[@]}" apt-get update -q >"$log" 2>&1 ||
    ! "${as_root[@]}" $command -q >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "系统库没有装上，原因见上面几行。联网后再试，或由管理员运行：$command" >&2
    exit 1
fi
