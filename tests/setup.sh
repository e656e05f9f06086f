#!/usr/bin/env bash
# Installs what only the tests need: the packages pinned in tests/node/package-lock.json (a Dutch
# dictionary, tools that look at pages and at the description of the API), those in
# tests/python/requirements.txt (measures of search, a tool that tries the API), a browser, and what the
# samples of the API are run with. Does nothing where all of it is there.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v curl >/dev/null || missing+=(curl)
command -v php >/dev/null || missing+=(php-cli)
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    echo "The tests need ${missing[*]}. Install them and run make test again (CHROMIUM=path names another browser)." >&2
    exit 2
  fi
  as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "The tests need Node.js 20 or newer; $(command -v node) is $(node --version)." >&2
  exit 2
fi

installed=node/node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ node/package-lock.json -nt "$installed" ]; then
  # None of them needs a script of its own to be installed; one has one that only reports that it was.
  npm ci --prefix node --no-audit --no-fund --ignore-scripts
  touch "$installed"
fi

installed=python/venv/installed
if [ ! -e "$installed" ] || [ python/requirements.txt -nt "$installed" ]; then
  python3 -m venv python/venv
  python/venv/bin/pip install --quiet --disable-pip-version-check -r python/requirements.txt
  touch "$installed"
fi
