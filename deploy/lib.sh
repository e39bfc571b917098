# Shared by deploy/run and tests/run: install what is missing, build, say what is going on.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
STARTED=$SECONDS

say() { printf '\033[1m[%4ds]\033[0m %s\n' "$((SECONDS - STARTED))" "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# as_root COMMAND…: as it is when root, else with sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "root is needed to install packages, and there is no sudo"
    sudo "$@"
  fi
}

is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

# A Node.js of another origin than Debian's serves as well when it is 18 or newer.
has_node() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]
}

# install_packages LIST…: the Debian packages of deploy/packages/LIST.txt that are missing.
install_packages() {
  local missing=() list package
  for list in "$@"; do
    if [ "$list" = node ] && has_node; then continue; fi
    while read -r package; do
      is_installed "$package" || missing+=("$package")
    done <"$ROOT/deploy/packages/$list.txt"
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    say "packages: all there"
    return
  fi
  say "packages: installing ${#missing[@]} (${missing[*]})"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >"$ROOT/build/apt.log" 2>&1 ||
    { tail -n 20 "$ROOT/build/apt.log" >&2; die "apt-get could not install the packages"; }
}

# build_twin PRESET TARGET…: configure once, build with all cores.
build_twin() {
  local preset=$1
  shift
  cd "$ROOT"
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configuring ($preset)"
    cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 ||
      { tail -n 20 "build/configure-$preset.log" >&2; die "cmake could not configure"; }
  fi
  say "building ($preset): $*"
  cmake --build "build/$preset" --target "$@"
}

# build_console: the page, unless nothing it is made of has changed since.
build_console() {
  cd "$ROOT/twin/console"
  local stamp=dist/index.html
  if [ -f "$stamp" ] &&
    [ -z "$(find src index.html package-lock.json vite.config.ts ../../proto -newer "$stamp" -type f \
      -not -path 'src/gen/*' -print -quit)" ]; then
    say "page: up to date"
    return
  fi
  say "page: installing its packages and building it"
  if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
    npm ci --ignore-scripts --silent
    touch node_modules
  fi
  npm run --silent build
}
