#!/bin/sh
# 把睦邻台账放进当前用户的开始菜单，双击 .mulin 文件就能打开。不需要管理员。
# 从菜单里拿掉：sh 安装到菜单.sh 移除
set -eu

app=org.mulin.taizhang
here=$(dirname "$(readlink -f "$0")")
data=${XDG_DATA_HOME:-"$HOME/.local/share"}

# The menu reads a program's place as a quoted word: these characters need a backslash there, the
# backslash itself once more for the file, and a per cent sign is doubled.
quoted() {
    printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'
}

refresh() {
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$data/mime" || true
    fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
}

rm -f "$data/applications/$app.desktop" "$data/mime/packages/$app.xml"
for icon in "$data"/icons/hicolor/*/apps/$app.* "$data"/icons/hicolor/*/mimetypes/application-x-mulin.*; do
    if [ -e "$icon" ]; then
        rm "$icon"
    fi
done
if [ "${1:-}" = 移除 ]; then
    refresh
    echo "已从菜单里移除。程序文件夹和台账都没有动。"
    exit 0
fi

mkdir -p "$data/applications" "$data/mime/packages" "$data/icons"
cp -R "$here/entries/icons/." "$data/icons/"
cp "$here/entries/mime/packages/$app.xml" "$data/mime/packages/"
program=$(quoted "$here/files/bin/mulin")
while IFS= read -r line; do
    case "$line" in
        Exec=*) printf 'Exec="%s" %%f\n' "$program" ;;
        TryExec=*) ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$here/entries/applications/$app.desktop" >"$data/applications/$app.desktop"
refresh
echo "已放进菜单。这个文件夹以后换了地方，请再运行一次。"
