#!/usr/bin/env bash
# Make the virtual environment in the folder given.
set -euo pipefail
python=$("$(dirname "$0")/find_python.sh")
echo "建立虚拟环境 $1（$("$python" --version)）"
"$python" -m venv "$1"
