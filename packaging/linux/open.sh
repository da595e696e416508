#!/bin/sh
# 打开睦邻台账。这个文件夹放在哪里都可以，名字里有空格和中文也可以。
here=$(dirname "$(readlink -f "$0")")
exec "$here/files/bin/mulin" "$@"
