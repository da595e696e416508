#!/usr/bin/env bash
# Print the Python to build the environment with: 3.11 or 3.12, able to make environments.
set -euo pipefail
for candidate in ${PYTHON:-} python3.11 python3.12 python3 python; do
    if command -v "$candidate" >/dev/null && "$candidate" - 2>/dev/null <<'PY'; then
import ensurepip, sys, venv
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
PY
        command -v "$candidate"
        exit 0
    fi
done
echo "没有找到 Python 3.11 或 3.12（含 venv）。请安装 python3 和 python3-venv，或用 PYTHON=… 指明。" >&2
exit 1
